using System.Text;
using AIOps.Contracts.Events;
using AIOps.Contracts.Serialization;
using AIOps.Contracts.Telemetry;
using AIOps.Detection.Forecasting;

namespace AIOps.Server.Detect;

/// <summary>
/// State of a shard at a moment: <c>"AC" version(1) time(8) count(4)</c>, then each series as key, detector, open anomaly and what watches its limit, then the named parts of
/// the whole shard, all length-prefixed. Version 1, which ended after the open anomalies, is still read.
/// </summary>
internal sealed record ShardCheckpoint(DateTimeOffset At, IReadOnlyList<ShardCheckpoint.SavedSeries> Series)
{
    private const byte Version = 2;
    private const byte WithoutWatches = 1;
    private const int MaxPart = 1 << 28;
    private const string ScoresPart = "forecast-scores";
    private const string CeilingPart = "ceiling";
    private const string EntitiesPart = "entities";
    private const string OpenEntitiesPart = "open-entities";
    private const string WorkPart = "work";

    /// <summary>How well the forecasts did.</summary>
    public ForecastScores? Scores { get; init; }

    /// <summary>The ceiling over all series.</summary>
    public byte[] Ceiling { get; init; } = [];

    /// <summary>Entities whose metrics are judged together.</summary>
    public IReadOnlyList<SavedEntity> Entities { get; init; } = [];

    /// <summary>Anomalies that are open on entities nothing else is known of: earlier checkpoints kept no more.</summary>
    public IReadOnlyList<Anomaly> OpenEntities { get; init; } = [];

    /// <summary>How the members of workloads work.</summary>
    public IReadOnlyList<SavedWork> Work { get; init; } = [];

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
            Write(writer, series.Key.Encoded);
            Write(writer, series.Detector);
            Write(writer, series.Open);
            Write(writer, series.Watch);
            Write(writer, series.Learning);
            Write(writer, series.Warning);
            Write(writer, series.Crossing);
        }

        var scores = new byte[ForecastScores.SavedBytes];
        (Scores ?? new ForecastScores()).Save(scores);
        writer.Write(4);
        writer.Write(ScoresPart);
        Write(writer, scores);
        writer.Write(CeilingPart);
        Write(writer, Ceiling);
        writer.Write(EntitiesPart);
        Write(writer, Encoding.UTF8.GetBytes(AIOpsJson.Write(Entities)));
        writer.Write(WorkPart);
        Write(writer, Encoding.UTF8.GetBytes(AIOpsJson.Write(Work)));
    }

    /// <summary>Reads a checkpoint; null when it is of another version or damaged: then the shard learns from the history.</summary>
    public static ShardCheckpoint? Read(Stream stream)
    {
        try
        {
            using var reader = new BinaryReader(stream, Encoding.UTF8, leaveOpen: true);
            if (reader.ReadByte() != 'A' || reader.ReadByte() != 'C')
            {
                return null;
            }

            var version = reader.ReadByte();
            if (version is not (Version or WithoutWatches))
            {
                return null;
            }

            var at = DateTimeOffset.FromUnixTimeMilliseconds(reader.ReadInt64());
            var series = new SavedSeries[reader.ReadInt32()];
            for (var i = 0; i < series.Length; i++)
            {
                series[i] = new SavedSeries(SeriesKey.Decode(ReadBytes(reader)), ReadBytes(reader), ReadAnomaly(reader));
                if (version != WithoutWatches)
                {
                    series[i] = series[i] with { Watch = ReadBytes(reader), Learning = ReadBytes(reader), Warning = ReadAnomaly(reader), Crossing = ReadAnomaly(reader) };
                }
            }

            var checkpoint = new ShardCheckpoint(at, series);
            for (var parts = version == WithoutWatches ? 0 : reader.ReadInt32(); parts > 0; parts--)
            {
                var name = reader.ReadString();
                var part = ReadBytes(reader);
                checkpoint = name switch
                {
                    ScoresPart when part.Length == ForecastScores.SavedBytes => checkpoint with { Scores = ForecastScores.Restore(part) },
                    CeilingPart => checkpoint with { Ceiling = part },
                    EntitiesPart => checkpoint with { Entities = AIOpsJson.Read<List<SavedEntity>>(Encoding.UTF8.GetString(part)) },
                    OpenEntitiesPart => checkpoint with { OpenEntities = AIOpsJson.Read<List<Anomaly>>(Encoding.UTF8.GetString(part)) },
                    WorkPart => checkpoint with { Work = AIOpsJson.Read<List<SavedWork>>(Encoding.UTF8.GetString(part)) },
                    _ => checkpoint,
                };
            }

            return checkpoint;
        }
        catch (Exception failure) when (failure is EndOfStreamException or InvalidDataException or FormatException or ArgumentException or OverflowException or System.Text.Json.JsonException)
        {
            return null;
        }
    }

    private static void Write(BinaryWriter writer, byte[] bytes)
    {
        writer.Write7BitEncodedInt(bytes.Length);
        writer.Write(bytes);
    }

    private static void Write(BinaryWriter writer, Anomaly? anomaly) => writer.Write(anomaly is null ? "" : AIOpsJson.Write(anomaly));

    private static byte[] ReadBytes(BinaryReader reader)
    {
        var length = reader.Read7BitEncodedInt();
        if (length is < 0 or > MaxPart)
        {
            throw new InvalidDataException($"a part of {length} bytes");
        }

        var bytes = reader.ReadBytes(length);
        return bytes.Length == length ? bytes : throw new EndOfStreamException();
    }

    private static Anomaly? ReadAnomaly(BinaryReader reader)
    {
        var text = reader.ReadString();
        return text.Length == 0 ? null : AIOpsJson.Read<Anomaly>(text);
    }

    internal sealed record SavedSeries(SeriesKey Key, byte[] Detector, Anomaly? Open)
    {
        /// <summary>The watch over its limit, or nothing.</summary>
        public byte[] Watch { get; init; } = [];

        /// <summary>What learns a limit, or nothing.</summary>
        public byte[] Learning { get; init; } = [];

        public Anomaly? Warning { get; init; }

        public Anomaly? Crossing { get; init; }
    }
}
