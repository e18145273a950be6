using AIOps.Contracts.Telemetry;

namespace AIOps.Incidents.RootCause;

/// <summary>
/// Log templates of one workload against each other: errors that are new or surge, and ordinary lines that vanish while the rest goes on.
/// The expectation is the count before × how the workload's templates changed on the whole, so that load alone moves nothing.
/// </summary>
internal static class LogEvidence
{
    private const double MostErrors = 7;
    private const double MostVanished = 5;
    private const double VanishedFrom = 6;

    public static (CountChange? Errors, CountChange? Vanished) Of(IReadOnlyList<LogCounts> templates, long normalUntilMs, long fromMs, long toMs, int stepsBefore, int stepsAfter)
    {
        var counts = new List<(LogCounts Log, double Before, double After)>(templates.Count);
        var scale = stepsBefore == 0 ? 0 : (double)stepsAfter / stepsBefore;
        foreach (var log in templates)
        {
            double before = 0, after = 0;
            for (var i = 0; i < log.Times.Count; i++)
            {
                if (log.Times[i] < normalUntilMs)
                {
                    before += log.Counts[i];
                }
                else if (log.Times[i] >= fromMs && log.Times[i] < toMs)
                {
                    after += log.Counts[i];
                }
            }

            counts.Add((log, before * scale, after));
        }

        var ratios = counts.Where(count => count is { Before: > 0, After: > 0 }).Select(count => (count.After + 1) / (count.Before + 1)).Order().ToArray();
        var ratio = ratios.Length == 0 ? 1 : ratios.Length % 2 == 1 ? ratios[ratios.Length / 2] : (ratios[(ratios.Length / 2) - 1] + ratios[ratios.Length / 2]) / 2;
        CountChange? errors = null, vanished = null;
        foreach (var (log, before, after) in counts)
        {
            var expected = before * ratio;
            if (log.Level >= LogSeverity.Error)
            {
                var strength = before == 0 && after >= 3 ? Math.Sqrt(2 * after) : before > 0 && after > (3 * expected) + 5 ? .7 * CountChange.Deviance(after, expected) : 0;
                if (strength > (errors?.Strength ?? 0))
                {
                    errors = new CountChange(log.Template, expected, after, Math.Min(MostErrors, strength));
                }
            }
            else if (log.Level < LogSeverity.Warning && before >= VanishedFrom && after <= .1 * expected)
            {
                var strength = Math.Min(MostVanished, -CountChange.Deviance(after, expected));
                if (strength > (vanished?.Strength ?? 0))
                {
                    vanished = new CountChange(log.Template, expected, after, strength);
                }
            }
        }

        return (errors, vanished);
    }
}
