using AIOps.Contracts.Events;

namespace AIOps.Detection.Logs.Signals;

/// <summary>The share of what is bad among what a source shows (errors among records, unusual sessions among sessions), bucket by bucket, against its own past.</summary>
/// <param name="statistic">The name that its anomalies have.</param>
/// <param name="signal">The signal that they name.</param>
internal sealed class ShareSignal(string statistic, string signal)
{
    private const double Decay = 0.99;
    private const double RaiseAt = 5;
    private const double HoldAt = 2.5;
    private const double LeastRise = 0.05;
    private const int LeastBad = 3;
    private double _seen;
    private double _bad;
    private OpenAnomaly? _open;

    /// <summary>Everything in the open bucket.</summary>
    public int InBucket { get; private set; }

    /// <summary>What was bad in it.</summary>
    public int BadInBucket { get; private set; }

    /// <summary>Since when its anomaly is open, or null.</summary>
    public long? OpenSinceMs => _open?.Anomaly.OnsetAt.ToUnixTimeMilliseconds();

    /// <summary>Usual share, 0 to 1.</summary>
    public double Usual => (_bad + 0.5) / (_seen + 50);

    // Standardised excess of a bucket's bad ones over the usual share (binomial).
    private double Excess => (BadInBucket - (InBucket * Usual)) / Math.Sqrt((InBucket * Usual * (1 - Usual)) + 1);

    public void Add(bool bad)
    {
        InBucket++;
        BadInBucket += bad ? 1 : 0;
    }

    /// <summary>Judges and ends a bucket.</summary>
    /// <param name="findings">Where to tell.</param>
    /// <param name="startMs">Begin of the bucket.</param>
    /// <param name="endMs">End of the bucket.</param>
    /// <param name="learnt">False while nothing is unusual yet.</param>
    /// <param name="clearAfterMs">Quiet time that clears.</param>
    /// <param name="summary">One sentence about a share and the usual one.</param>
    /// <param name="evidence">What to show; null for the lines around.</param>
    public void EndBucket(FindingWriter findings, long startMs, long endMs, bool learnt, double clearAfterMs, Func<double, double, string> summary, IReadOnlyList<string>? evidence = null)
    {
        var excess = Excess;
        var share = InBucket == 0 ? 0 : (double)BadInBucket / InBucket;
        var score = 1 - Math.Exp(-excess / 10);
        if (_open is { } open)
        {
            if (excess >= HoldAt)
            {
                open.LastMs = endMs;
                findings.Worsen(open, score, share, endMs);
            }
            else if (endMs - open.LastMs >= clearAfterMs)
            {
                findings.Clear(open, endMs);
                _open = null;
            }
            else
            {
                findings.Watch(open, endMs, endMs - startMs);
            }
        }
        else if (learnt && excess >= RaiseAt && BadInBucket >= LeastBad && share >= Usual + LeastRise)
        {
            _open = findings.Raise(new Symptom(statistic, signal, startMs, score, Severity.Error, summary(share, Usual)) { Direction = AnomalyDirection.Up, Value = share, Expected = Usual, Evidence = evidence });
        }

        if (_open is null)
        {
            _seen = (_seen * Decay) + InBucket;
            _bad = (_bad * Decay) + BadInBucket;
        }

        InBucket = 0;
        BadInBucket = 0;
    }

    public void Write(BinaryWriter writer)
    {
        writer.Write(_seen);
        writer.Write(_bad);
        writer.Write(InBucket);
        writer.Write(BadInBucket);
        OpenAnomaly.Write(writer, _open);
    }

    public void Read(BinaryReader reader)
    {
        _seen = reader.ReadDouble();
        _bad = reader.ReadDouble();
        InBucket = reader.ReadInt32();
        BadInBucket = reader.ReadInt32();
        _open = OpenAnomaly.Read(reader);
    }
}
