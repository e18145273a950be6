using System.Runtime.InteropServices;

namespace AIOps.Detection.Metrics;

/// <summary>A rate that was observed as a count, with its interval.</summary>
/// <param name="Lower">Lower end.</param>
/// <param name="Rate">The count over the exposure.</param>
/// <param name="Upper">Upper end.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct PoissonInterval(double Lower, double Rate, double Upper)
{
    /// <summary>The two-sided 90 % interval by Byar's approximation of the exact one (Breslow and Day, 1987, p. 69), within a per cent from one event on.</summary>
    /// <param name="events">Events, not negative.</param>
    /// <param name="exposure">What they are counted over, for example series-days; above zero.</param>
    public static PoissonInterval Of(double events, double exposure)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(events);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(exposure);
        const double Z = 1.6449;
        var lower = events < 1 ? 0 : events * Math.Pow(Math.Max(0, 1 - (1 / (9 * events)) - (Z / (3 * Math.Sqrt(events)))), 3);
        var next = events + 1;
        var upper = next * Math.Pow(1 - (1 / (9 * next)) + (Z / (3 * Math.Sqrt(next))), 3);
        return new PoissonInterval(lower / exposure, events / exposure, upper / exposure);
    }
}
