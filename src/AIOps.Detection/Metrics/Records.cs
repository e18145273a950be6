using System.Runtime.CompilerServices;

namespace AIOps.Detection.Metrics;

/// <summary>The largest evidence of late, as three memories remember it (2, 6 and 15 days).</summary>
[InlineArray(Length)]
internal struct Records
{
    public const int Length = 3;
    private const double DayMs = 86_400_000;
    private float _first;

    private static ReadOnlySpan<double> MemoryMs => [2 * DayMs, 6 * DayMs, 15 * DayMs];

    /// <summary>How the present compares with the records, then lets it count: about 1 when it equals them, less when it does not reach them.</summary>
    /// <param name="evidence">Evidence of the present sample.</param>
    /// <param name="elapsedMs">Time since the sample before.</param>
    public double Compare(double evidence, double elapsedMs)
    {
        double sum = 0;
        for (var at = 0; at < Length; at++)
        {
            var kept = this[at] * MemoryMs[at] / (MemoryMs[at] + elapsedMs);
            sum += kept;
            this[at] = (float)Math.Max(kept, evidence);
        }

        // the offsets keep a series that has never shown anything from calling its first small noise news
        return (evidence + 0.5) / ((sum / Length) + 1.5);
    }
}
