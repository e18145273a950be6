using System.Buffers.Binary;
using AIOps.Storage.History;

namespace AIOps.Storage.Tests.History;

public sealed class ByteWriterTests
{
    [Test]
    public void WhatIsWrittenWhileItGrows_IsThere()
    {
        var writer = new ByteWriter();
        const int numbers = 100_000;
        for (var i = 0; i < numbers; i++)
        {
            writer.Int64(i);
            writer.Int32(-i);
            writer.Bytes([1, 2, 3]);
        }

        for (var i = 0; i < numbers; i++)
        {
            var entry = writer.Written.Slice(i * 15, 15);
            if (BinaryPrimitives.ReadInt64LittleEndian(entry) != i || BinaryPrimitives.ReadInt32LittleEndian(entry[8..]) != -i || !entry[12..].SequenceEqual<byte>([1, 2, 3]))
            {
                Assert.Fail($"entry {i} is not what was written");
            }
        }

        Assert.That(writer.Length, Is.EqualTo(numbers * 15));
    }
}
