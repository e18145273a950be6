using System.Runtime.CompilerServices;

namespace AIOps.Detection.Metrics;

/// <summary>The largest evidence of late, as three memories remember it (2, 6 and 15 days).</summary>
[InlineArray(Length)]
internal struct Records
{
    public const int Length = 3;
    private float _first;

    /// <summary>Sets the present against the records, then lets it count.</summary>
    /// <param name="evidence">Evidence of the present sample.</param>
    /// <param name="moment">What is left of each record since the sample before.</param>
    /// <returns>Two numbers whose quotient is about 1 when the present equals the records, less when it does not reach them.</returns>
    public (double Reached, double Record) Against(double evidence, in Moment moment)
    {
        var two = this[0] * moment.TwoDaysKept;
        var six = this[1] * moment.SixDaysKept;
        var fifteen = this[2] * moment.FifteenDaysKept;
        this[0] = (float)double.MaxNative(two, evidence);
        this[1] = (float)double.MaxNative(six, evidence);
        this[2] = (float)double.MaxNative(fifteen, evidence);

        // the offsets keep a series that has never shown anything from calling its first small noise news
        return (evidence + 0.5, ((two + six + fifteen) / Length) + 1.5);
    }
}
