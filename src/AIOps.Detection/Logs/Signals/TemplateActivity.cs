using AIOps.Contracts.Telemetry;

namespace AIOps.Detection.Logs.Signals;

/// <summary>How often a template comes.</summary>
internal sealed class TemplateActivity(int id)
{
    // half-life of about 30 buckets: five minutes at ten seconds
    private const double Decay = 0.977;
    private const int Shown = 30;

    private ushort[]? _recent;
    private int _buckets;

    public int Id { get; } = id;

    public long Total { get; set; }

    public int InBucket { get; set; }

    public double Mean { get; private set; }

    public double Variance { get; private set; }

    public int Buckets { get; private set; }

    public long FirstMs { get; set; }

    public long LastMs { get; set; }

    /// <summary>Mean time between two buckets in which it came, in milliseconds; and its mean absolute deviation.</summary>
    public double Gap { get; private set; }

    public double GapDeviation { get; private set; }

    public int Gaps { get; private set; }

    /// <summary>The series of its rate; null while it counts under <c>other</c>.</summary>
    public SeriesKey? Series { get; set; }

    public OpenAnomaly? New { get; set; }

    public OpenAnomaly? Rare { get; set; }

    public OpenAnomaly? Burst { get; set; }

    public OpenAnomaly? Missing { get; set; }

    /// <summary>The first line that was seen, masked; empty when too many are held, and after a restart.</summary>
    public string Example { get; set; } = "";

    /// <summary>Standardised excess of the open bucket over what is usual.</summary>
    public double Excess => (InBucket - Mean) / Math.Sqrt(Variance + Mean + 1);

    /// <summary>A template that comes at a steady pace is a heartbeat.</summary>
    public bool IsHeartbeat => Gaps >= 12 && Gap > 0 && GapDeviation < 0.25 * Gap;

    public void Arrive(long timeMs)
    {
        if (InBucket++ == 0 && Total > 0 && timeMs > LastMs)
        {
            var gap = timeMs - LastMs;
            Gaps++;
            var weight = Math.Max(0.1, 1.0 / Gaps);
            if (Gaps > 12)
            {
                // one outage must not teach that outages are normal
                gap = (long)Math.Min(gap, 3 * Gap);
            }

            GapDeviation += weight * (Math.Abs(gap - Gap) - GapDeviation);
            Gap += weight * (gap - Gap);
            if (Gaps == 1)
            {
                GapDeviation = 0;
            }
        }

        Total++;
        LastMs = Math.Max(LastMs, timeMs);
    }

    /// <summary>Records in each of the last buckets, oldest first.</summary>
    public IReadOnlyList<int> Recent()
    {
        var count = Math.Min(_buckets, Shown);
        var recent = new int[count];
        for (var i = 0; i < count; i++)
        {
            recent[i] = _recent?[(_buckets - count + i) % Shown] ?? 0;
        }

        return recent;
    }

    public void EndBucket(bool learn)
    {
        if (InBucket > 0 || _recent is not null)
        {
            (_recent ??= new ushort[Shown])[_buckets % Shown] = (ushort)Math.Min(InBucket, ushort.MaxValue);
        }

        _buckets++;
        if (learn)
        {
            Buckets++;
            var weight = Math.Max(1 - Decay, 1.0 / Buckets);
            var value = Buckets > 6 ? Math.Min(InBucket, Mean + (4 * Math.Sqrt(Variance + Mean + 1))) : InBucket;
            var off = value - Mean;
            Mean += weight * off;
            Variance = (1 - weight) * (Variance + (weight * off * off));
        }

        InBucket = 0;
    }

    public void Write(BinaryWriter writer)
    {
        writer.Write(Id);
        writer.Write(Total);
        writer.Write(InBucket);
        writer.Write(Mean);
        writer.Write(Variance);
        writer.Write(Buckets);
        writer.Write(FirstMs);
        writer.Write(LastMs);
        writer.Write(Gap);
        writer.Write(GapDeviation);
        writer.Write(Gaps);
        OpenAnomaly.Write(writer, New);
        OpenAnomaly.Write(writer, Rare);
        OpenAnomaly.Write(writer, Burst);
        OpenAnomaly.Write(writer, Missing);
    }

    public static TemplateActivity Read(BinaryReader reader) => new(reader.ReadInt32())
    {
        Total = reader.ReadInt64(),
        InBucket = reader.ReadInt32(),
        Mean = reader.ReadDouble(),
        Variance = reader.ReadDouble(),
        Buckets = reader.ReadInt32(),
        FirstMs = reader.ReadInt64(),
        LastMs = reader.ReadInt64(),
        Gap = reader.ReadDouble(),
        GapDeviation = reader.ReadDouble(),
        Gaps = reader.ReadInt32(),
        New = OpenAnomaly.Read(reader),
        Rare = OpenAnomaly.Read(reader),
        Burst = OpenAnomaly.Read(reader),
        Missing = OpenAnomaly.Read(reader),
    };
}
