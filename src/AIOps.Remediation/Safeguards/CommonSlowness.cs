using System.Globalization;

namespace AIOps.Remediation.Safeguards;

/// <summary>
/// Whether services that have nothing to do with each other answer their probes late at the same moment. Then the machine, or the one that asks, has no processor left,
/// and what does not answer in time may be waiting, not hanging: to restart it under that load makes all of it worse. Pure.
/// </summary>
internal static class CommonSlowness
{
    private const int FewestUsual = 20;
    private const int FewestLately = 5;
    private const int FewestSlow = 2;
    private const double Times = 10;
    private const double LateSeconds = .05;
    private static readonly TimeSpan Lately = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(20);

    /// <summary>What is told of it, or null when fewer than two services, or fewer than half of them, are late.</summary>
    /// <param name="others">Workloads that do not need what hangs, with how long their probes took, seconds, over some minutes.</param>
    /// <param name="now">The present.</param>
    public static string? Of(IEnumerable<(string Workload, IReadOnlyList<KeyValuePair<DateTimeOffset, double>> Durations)> others, DateTimeOffset now)
    {
        int known = 0, slow = 0;
        (string Workload, double Took, double Usual) worst = default;
        foreach (var (workload, durations) in others)
        {
            var lately = durations.Where(sample => sample.Key > now - Lately).Select(sample => sample.Value).ToList();
            var before = durations.Where(sample => sample.Key <= now - Lately - Between).Select(sample => sample.Value).ToList();
            if (lately.Count < FewestLately || before.Count < FewestUsual)
            {
                continue;
            }

            known++;
            var (took, usual) = (UpperQuartile(lately), UpperQuartile(before));
            if (took >= Math.Max(LateSeconds, Times * usual))
            {
                slow++;
                worst = took > worst.Took ? (workload, took, usual) : worst;
            }
        }

        return slow >= FewestSlow && 2 * slow >= known
            ? string.Create(CultureInfo.InvariantCulture, $"{slow} of {known} other services answer their probes late too ({worst.Workload} in {worst.Took:0.###} s, usually {worst.Usual:0.###} s): what does not answer may only wait for a processor")
            : null;
    }

    // some probes of a service only look at a file: the slower ones tell
    private static double UpperQuartile(List<double> values)
    {
        values.Sort();
        return values[(int)(.75 * (values.Count - 1))];
    }
}
