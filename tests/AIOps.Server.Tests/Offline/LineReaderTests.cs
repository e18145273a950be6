using System.Text;
using AIOps.Server.Offline;

namespace AIOps.Server.Tests.Offline;

[TestFixture]
public sealed class LineReaderTests
{
    [TestCase("", 0)]
    [TestCase("one", 1)]
    [TestCase("one\n", 1)]
    [TestCase("one\r\ntwo\r\n", 2)]
    [TestCase("\n\n", 2)]
    [TestCase("a\0b\nc", 2)]
    public void Ends_MakeLines(string text, int lines) => Assert.That(Read(Encoding.Latin1.GetBytes(text)).Lines, Has.Count.EqualTo(lines));

    [Test]
    public void CarriageReturn_IsNoPartOfTheLine() => Assert.That(Read("one\r\ntwo"u8.ToArray()).Lines, Is.EqualTo(new[] { "one", "two" }));

    [Test]
    public void InvalidUtf8_IsKeptAsBytes() => Assert.That(Read([0xff, 0xfe, (byte)'\n', 0x41]).Lines, Is.EqualTo(new[] { "\u00ff\u00fe", "A" }));

    [TestCase(100_000)]
    [TestCase(3_000_000)]
    public void LineWithoutEnd_IsCutAndTheNextOneIsWhole(int length)
    {
        var text = Encoding.Latin1.GetBytes("before\n" + new string('x', length) + "\nafter\n");

        var (lines, cut) = Read(text);

        Assert.That(cut, Is.EqualTo(1));
        Assert.That(lines.Select(line => line.Length), Is.EqualTo(new[] { 6, LineReader.MaxLine, 5 }));
    }

    [Test]
    public void FileTruncatedWhileRead_EndsEarlyWithoutAnError()
    {
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        File.WriteAllText(path, string.Concat(Enumerable.Repeat("a line of some length\n", 50_000)));
        try
        {
            using var reader = new LineReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
            Assert.That(reader.Next());
            using (var writer = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
            {
                writer.SetLength(0);
            }

            var lines = 1;
            while (reader.Next())
            {
                lines++;
            }

            Assert.That(lines, Is.LessThan(50_000));
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static (List<string> Lines, long Cut) Read(byte[] bytes)
    {
        using var reader = new LineReader(new MemoryStream(bytes));
        var lines = new List<string>();
        while (reader.Next())
        {
            lines.Add(Encoding.Latin1.GetString(reader.Line));
        }

        return (lines, reader.Cut);
    }
}
