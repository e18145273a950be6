using System.Globalization;
using AIOps.Contracts.Incidents;

namespace AIOps.Server.Correlate;

/// <summary>A name that is given and taken back costs more trust than one that comes a little later: in its first half minute an incident names only whom it is fairly sure of.</summary>
internal static class FirstNaming
{
    private const double Sure = .6;
    private static readonly TimeSpan Young = TimeSpan.FromSeconds(30);

    /// <summary>The ranking as it is told.</summary>
    /// <param name="ranking">What the evidence gives.</param>
    /// <param name="before">What was told before, or null.</param>
    /// <param name="age">Since when the incident is known.</param>
    /// <returns>The same, or one that names nobody yet and says who leads.</returns>
    public static RootCauseRanking Tell(RootCauseRanking ranking, RootCauseRanking? before, TimeSpan age) =>
        ranking.Culprit is not { } leading || before?.Culprit is not null || ranking.Confidence >= Sure || age >= Young ? ranking
            : ranking with { Undetermined = true, ChangeId = null, Summary = string.Create(CultureInfo.InvariantCulture, $"undetermined yet: {leading} leads with {100 * ranking.Confidence:0} %, more evidence is on its way") };
}
