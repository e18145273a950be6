using System.Text;
using AIOps.Contracts.Events;
using AIOps.Contracts.Serialization;
using AIOps.Contracts.Telemetry;

namespace AIOps.Server.Detect;

/// <summary>State of a shard at a moment: <c>"AC" version(1) time(8) count(4)</c>, then each series as key, detector, open anomaly, all length-prefixed.</summary>
internal sealed record ShardCheckpoint(DateTimeOffset At, IReadOnlyList<ShardCheckpoint.SavedSeries> Series)
{
    private const byte Version = 1;

    public void Write(Stream stream)
    {
        using var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true);
        writer.Write((byte)'A');
        writer.Write((byte)'C');
        writer.Write(Version);
        writer.Write(At.ToUnixTimeMilliseconds());
        writer.Write(Series.Count);
        foreach (var series in Series)
        {
            writer.Write7BitEncodedInt(series.Key.Encoded.Length);
            writer.Write(series.Key.Encoded);
            writer.Write7BitEncodedInt(series.Detector.Length);
            writer.Write(series.Detector);
            writer.Write(series.Open is null ? "" : AIOpsJson.Write(series.Open));
        }
    }

    /// <summary>Reads a checkpoint; null when it is of another version or damaged: then the shard learns from the history.</summary>
    public static ShardCheckpoint? Read(Stream stream)
    {
        try
        {
            using var reader = new BinaryReader(stream, Encoding.UTF8, leaveOpen: true);
            if (reader.ReadByte() != 'A' || reader.ReadByte() != 'C' || reader.ReadByte() != Version)
            {
                return null;
            }

            var at = DateTimeOffset.FromUnixTimeMilliseconds(reader.ReadInt64());
            var series = new SavedSeries[reader.ReadInt32()];
            for (var i = 0; i < series.Length; i++)
            {
                var key = SeriesKey.Decode(reader.ReadBytes(reader.Read7BitEncodedInt()));
                var detector = reader.ReadBytes(reader.Read7BitEncodedInt());
                var open = reader.ReadString();
                series[i] = new SavedSeries(key, detector, open.Length == 0 ? null : AIOpsJson.Read<Anomaly>(open));
            }

            return new ShardCheckpoint(at, series);
        }
        catch (Exception failure) when (failure is EndOfStreamException or InvalidDataException or FormatException or ArgumentException or OverflowException or System.Text.Json.JsonException)
        {
            return null;
        }
    }

    internal sealed record SavedSeries(SeriesKey Key, byte[] Detector, Anomaly? Open);
}
