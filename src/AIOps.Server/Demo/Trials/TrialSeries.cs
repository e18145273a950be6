using AIOps.Server.Demo.Faults;

namespace AIOps.Server.Demo.Trials;

/// <summary>Splits faults in turn into parts, each for a service that knows nothing yet: the hourly budgets of the runbooks end a long series in one service, and rightly so. Pure.</summary>
/// <param name="Set">The set of services.</param>
/// <param name="Faults">Names of faults, in the order in which they were asked for.</param>
internal sealed record TrialSeries(string Set, IReadOnlyList<string> Faults)
{
    private const int MostInOneService = 4;

    /// <summary>The parts, in the order of their first faults; none has a fault twice, because its runbook rests between two uses.</summary>
    /// <param name="faults">Names of faults, which exist.</param>
    /// <param name="set">The set that all must go to, or null for the one where each is at home.</param>
    public static IReadOnlyList<TrialSeries> Split(IReadOnlyList<string> faults, string? set)
    {
        var parts = new List<(string Set, List<string> Faults)>();
        foreach (var fault in faults)
        {
            var home = set ?? FaultList.SetOf(fault);
            var at = parts.FindIndex(part => part.Set == home && part.Faults.Count < MostInOneService && !part.Faults.Contains(fault));
            if (at < 0)
            {
                parts.Add((home, []));
                at = parts.Count - 1;
            }

            parts[at].Faults.Add(fault);
        }

        return [.. parts.Select(part => new TrialSeries(part.Set, part.Faults))];
    }
}
