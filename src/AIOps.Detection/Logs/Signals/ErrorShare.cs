namespace AIOps.Detection.Logs.Signals;

/// <summary>The share of errors among a source's records, bucket by bucket, against its own past.</summary>
internal sealed class ErrorShare
{
    private const double Decay = 0.99;
    private double _records;
    private double _errors;

    public int InBucket { get; set; }

    public OpenAnomaly? Open { get; set; }

    /// <summary>Usual share, 0 to 1.</summary>
    public double Usual => (_errors + 0.5) / (_records + 50);

    /// <summary>Standardised excess of a bucket's errors over the usual share (binomial).</summary>
    public double Excess(int records) => (InBucket - (records * Usual)) / Math.Sqrt((records * Usual * (1 - Usual)) + 1);

    public void EndBucket(int records, bool learn)
    {
        if (learn)
        {
            _records = (_records * Decay) + records;
            _errors = (_errors * Decay) + InBucket;
        }

        InBucket = 0;
    }

    public void Write(BinaryWriter writer)
    {
        writer.Write(_records);
        writer.Write(_errors);
        writer.Write(InBucket);
        OpenAnomaly.Write(writer, Open);
    }

    public void Read(BinaryReader reader)
    {
        _records = reader.ReadDouble();
        _errors = reader.ReadDouble();
        InBucket = reader.ReadInt32();
        Open = OpenAnomaly.Read(reader);
    }
}
