using System.Text;

namespace AIOps.Contracts.Telemetry;

/// <summary>
/// The binary body of a log batch on the bus: <c>"AL" version(1)</c>, sources (workload, member, name as 7-bit length-prefixed UTF-8),
/// then records (source, time, severity, body, template, trace id). Little-endian.
/// </summary>
public static class LogBatchCodec
{
    /// <summary>Most records a batch may hold.</summary>
    public const int MaxRecords = 65_536;

    private const byte Version = 1;

    /// <summary>Writes a batch.</summary>
    public static byte[] Encode(LogBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        using var stream = new MemoryStream(batch.TextBytes + (batch.Count * 24) + 64);
        using var writer = new BinaryWriter(stream, Encoding.UTF8);
        writer.Write((byte)'A');
        writer.Write((byte)'L');
        writer.Write(Version);
        writer.Write7BitEncodedInt(batch.Sources.Count);
        foreach (var source in batch.Sources)
        {
            writer.Write(source.Entity.Workload);
            writer.Write(source.Entity.Member ?? "");
            writer.Write(source.Name);
        }

        writer.Write7BitEncodedInt(batch.Count);
        foreach (var entry in batch.Entries)
        {
            writer.Write7BitEncodedInt(entry.Source);
            writer.Write(entry.TimeMs);
            writer.Write(entry.Severity);
            Put(writer, batch.Text(entry.Body));
            Put(writer, batch.Text(entry.Template));
            Put(writer, batch.Text(entry.TraceId));
        }

        writer.Flush();
        return stream.ToArray();
    }

    /// <summary>Reads a batch.</summary>
    /// <exception cref="InvalidDataException">The body is malformed, too large or of another version.</exception>
    public static LogBatch Decode(ReadOnlySpan<byte> body)
    {
        var reader = new SpanReader(body);
        if (reader.Byte() != 'A' || reader.Byte() != 'L')
        {
            throw new InvalidDataException("log batch: not a log batch");
        }

        var version = reader.Byte();
        if (version != Version)
        {
            throw new InvalidDataException($"log batch: version {version}, this program reads {Version}");
        }

        var sources = new LogSource[reader.Count(MaxRecords)];
        for (var i = 0; i < sources.Length; i++)
        {
            var workload = Encoding.UTF8.GetString(reader.Bytes());
            var member = Encoding.UTF8.GetString(reader.Bytes());
            sources[i] = new LogSource(new EntityId(workload, member.Length == 0 ? null : member), Encoding.UTF8.GetString(reader.Bytes()));
        }

        var batch = new LogBatch();
        var count = reader.Count(MaxRecords);
        for (var i = 0; i < count; i++)
        {
            var source = reader.Count(int.MaxValue);
            if (source >= sources.Length)
            {
                throw new InvalidDataException($"log batch: record {i} points at source {source} of {sources.Length}");
            }

            var time = reader.Int64();
            var severity = reader.Byte();
            batch.Add(sources[source], time, severity, reader.Bytes(), reader.Bytes(), reader.Bytes());
        }

        return batch;
    }

    private static void Put(BinaryWriter writer, ReadOnlySpan<byte> text)
    {
        writer.Write7BitEncodedInt(text.Length);
        writer.Write(text);
    }
}
