using AIOps.Contracts.Incidents;
using AIOps.Contracts.Runs;
using AIOps.Contracts.Serialization;
using AIOps.Contracts.Storage;
using AIOps.Remediation.Runbooks;
using AIOps.Remediation.Verification;

namespace AIOps.Remediation.Recovery;

/// <summary>Asks the stored incidents of the last year whether a run's success would have come without it.</summary>
internal sealed class RecoveryReader(IOperationalStore store)
{
    private const int MostOfService = 300;
    private const int MostOfAll = 500;
    private static readonly TimeSpan Age = TimeSpan.FromDays(365);

    /// <summary>Takes the credit from a success that usually comes by itself, and adds the arithmetic to any success.</summary>
    /// <param name="run">The run, its steps done.</param>
    /// <param name="rule">What was verified.</param>
    /// <param name="result">What the judges found.</param>
    /// <param name="cancellationToken">Stops the read.</param>
    public async Task<VerificationResult> WeighAsync(Run run, VerifyRule rule, VerificationResult result, CancellationToken cancellationToken)
    {
        if (result.Verdict != Verdict.Fixed || run is not { StartedAt: { } started, ActionsDoneAt: { } done })
        {
            return result;
        }

        var stored = await store.FindAsync(DocumentKind.Incident, run.IncidentId, cancellationToken).ConfigureAwait(false);
        if (stored is null || AIOpsJson.Read<Incident>(stored.Body) is not { Anchors.Detected.At: var detected } incident || FaultHistory.FaultOf(incident, run.Service) is not { } fault)
        {
            return result;
        }

        // What persisted through the window was back at its beginning.
        var back = result.At - rule.Window > done ? result.At - rule.Window : done;
        var natural = NaturalRecovery.Of(await EpisodesAsync(run, result.At, cancellationToken).ConfigureAwait(false), run.Service, fault, Since(started), Since(back));
        return result with { Verdict = natural.IsUsual ? Verdict.RecoveredAnyway : result.Verdict, Arithmetic = [.. result.Arithmetic, natural.Words], NaturalShare = natural.Share };

        TimeSpan Since(DateTimeOffset moment) => moment > detected ? moment - detected : TimeSpan.Zero;
    }

    private async Task<IReadOnlyCollection<FaultEpisode>> EpisodesAsync(Run run, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var from = (now - Age).ToUnixTimeMilliseconds();
        var own = await store.QueryAsync(new DocumentQuery(DocumentKind.Incident) { Key = run.Service, FromMs = from, Limit = MostOfService }, cancellationToken).ConfigureAwait(false);
        var all = await store.QueryAsync(new DocumentQuery(DocumentKind.Incident) { FromMs = from, Limit = MostOfAll }, cancellationToken).ConfigureAwait(false);
        return [.. own.Concat(all).DistinctBy(document => document.Id, StringComparer.Ordinal).Where(document => document.Id != run.IncidentId).Select(document => FaultHistory.EpisodeOf(AIOpsJson.Read<Incident>(document.Body), now)).OfType<FaultEpisode>()];
    }
}
