using System.Globalization;
using AIOps.Contracts.Incidents;

namespace AIOps.Server.Correlate;

/// <summary>
/// A name that is given and taken back costs more trust than one that comes a little later: in its first half minute an incident names only whom it is fairly sure of,
/// and by slowness alone nobody before the spans of all who may be to blame are in.
/// </summary>
internal static class FirstNaming
{
    private const double Sure = .6;
    private static readonly TimeSpan Young = TimeSpan.FromSeconds(30);

    /// <summary>How long after the first alarm it is known who is slow and who only waits.</summary>
    public static TimeSpan SpansAreIn { get; } = TimeSpan.FromSeconds(13);

    /// <summary>The ranking as it is told.</summary>
    /// <param name="ranking">What the evidence gives.</param>
    /// <param name="before">What was told before, or null.</param>
    /// <param name="age">Since when the incident is known.</param>
    /// <returns>The same, or one that names nobody yet and says who leads.</returns>
    public static RootCauseRanking Tell(RootCauseRanking ranking, RootCauseRanking? before, TimeSpan age) =>
        ranking.Culprit is not { } leading || before?.Culprit is not null || age >= Young || (ranking.Confidence >= Sure && (age >= SpansAreIn || !IsBySlowness(ranking.Suspects[0]))) ? ranking
            : ranking with { Undetermined = true, ChangeId = null, Summary = string.Create(CultureInfo.InvariantCulture, $"undetermined yet: {leading} leads with {100 * ranking.Confidence:0} %, more evidence is on its way") };

    // a process that is away and errors name their place; slow is also who waits for what somebody else took, which that one's next samples tell
    private static bool IsBySlowness(Suspect suspect) => suspect.For is [{ Name: "own-latency" or "on-the-way" or "latency-errors" or "resource" or "any" }, ..];
}
