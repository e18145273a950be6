using AIOps.Contracts.Incidents;
using AIOps.Contracts.Runs;
using AIOps.Contracts.Serialization;
using AIOps.Contracts.Storage;
using AIOps.Remediation.Planning;
using AIOps.Remediation.Runbooks;
using AIOps.Remediation.Safeguards;

namespace AIOps.Remediation.Engine;

/// <content>What people ask for: dry runs, runs and publication. Safe to call beside the consumer.</content>
public sealed partial class RemediationEngine
{
    /// <summary>Reads the runbooks' files now and publishes what is new, on a person's word.</summary>
    /// <param name="actor">Who asks.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The versions that are new; what is wrong with files is in <see cref="RunbookShelf.Mistakes"/>.</returns>
    public Task<IReadOnlyList<PublishedRunbook>> PublishAsync(string actor, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(actor);
        services.Shelf.Refresh();
        return _publication.PublishAsync(actor, cancellationToken);
    }

    /// <summary>Plans a runbook against an incident without running it: the dry run.</summary>
    /// <param name="runbookId">Which.</param>
    /// <param name="incidentId">For what.</param>
    /// <param name="parameters">Values, or null for the defaults.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>A plan if there can be one, and the reason why it would not be carried out now, or null.</returns>
    public async Task<(PreparedRun? Prepared, Refusal? Refusal)> PlanAsync(string runbookId, string incidentId, IReadOnlyDictionary<string, string>? parameters, CancellationToken cancellationToken)
    {
        var (runbook, picture, refusal) = await FindAsync(runbookId, incidentId, cancellationToken).ConfigureAwait(false);
        if (refusal is not null)
        {
            return (null, refusal);
        }

        var (prepared, problem) = await _preparation.PlanAsync("RUN-0", runbook!, picture!, parameters, cancellationToken).ConfigureAwait(false);
        if (prepared is null)
        {
            return (null, problem);
        }

        var state = await _safeguards.ReadAsync(runbook!, prepared.TargetClass, cancellationToken).ConfigureAwait(false);
        return (prepared, SafeguardRules.Check(runbook!, prepared, picture!, state, services.Options) ?? await _preparation.PreconditionAsync(runbook!, prepared, picture!, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>A person starts a runbook: the safeguards hold all the same, only the trigger and the level are the person's.</summary>
    /// <param name="runbookId">Which.</param>
    /// <param name="incidentId">For what.</param>
    /// <param name="parameters">Values, or null for the defaults.</param>
    /// <param name="seen">Fingerprint of the plan that the person saw (<see cref="RunPlan.StateFingerprint"/> of <see cref="PlanAsync"/>).</param>
    /// <param name="actor">Who asks.</param>
    /// <param name="note">Why.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<(Run? Run, Refusal? Refusal)> RequestAsync(string runbookId, string incidentId, IReadOnlyDictionary<string, string>? parameters, string seen, string actor, string note, CancellationToken cancellationToken)
    {
        var answer = await AnswerAsync(runbookId, incidentId, parameters, seen, actor, note, cancellationToken).ConfigureAwait(false);
        if (answer.Refusal is { } refusal)
        {
            services.Instruments.OnRefused(refusal.Code);
        }

        return answer;
    }

    private async Task<(Run? Run, Refusal? Refusal)> AnswerAsync(string runbookId, string incidentId, IReadOnlyDictionary<string, string>? parameters, string seen, string actor, string note, CancellationToken cancellationToken)
    {
        var (runbook, picture, refusal) = await FindAsync(runbookId, incidentId, cancellationToken).ConfigureAwait(false);
        if (refusal is not null)
        {
            return (null, refusal);
        }

        var (before, refused) = await PlanAsync(runbookId, incidentId, parameters, cancellationToken).ConfigureAwait(false);
        if (before is null || refused is not null)
        {
            return (null, refused);
        }

        if (before.Plan.StateFingerprint != seen)
        {
            return (null, new Refusal("changed", $"the plan is not the one that was seen: its fingerprint is {before.Plan.StateFingerprint} now; look at it again", Passing: false));
        }

        var id = $"RUN-{await services.Store.NextNumberAsync("run", cancellationToken).ConfigureAwait(false)}";
        var (prepared, problem) = await _preparation.PlanAsync(id, runbook!, picture!, parameters, cancellationToken).ConfigureAwait(false);
        if (prepared is null)
        {
            return (null, problem);
        }

        var now = services.Time.GetUtcNow();
        var run = Make(id, runbook!, picture!, prepared, TrustLevel.Approve, RunState.Queued) with { Approval = new Approval(Approved: true, actor, now, prepared.Plan.Hash, now + services.Options.PlanLifetime, note) };
        var batch = new DecisionBatch { Queued = true };
        batch.Add(run, new AuditEntry(actor, "run.requested", id, AIOpsJson.Write(new { incident = incidentId, runbook = runbook!.Name, plan = prepared.Plan.Hash, targets = prepared.Plan.Targets, note })));
        return await CommitAsync(batch, null, null, cancellationToken).ConfigureAwait(false) == CommitOutcome.Committed
            ? (run with { Version = 1 }, null)
            : (null, new Refusal("changed", "the run could not be stored; ask again", Passing: true));
    }

    private async Task<(Runbook? Runbook, IncidentPicture? Picture, Refusal? Refusal)> FindAsync(string runbookId, string incidentId, CancellationToken cancellationToken)
    {
        var runbook = services.Shelf.Runbooks.Where(one => one.Id == runbookId).MaxBy(one => one.Version);
        var document = await services.Store.FindAsync(DocumentKind.Incident, incidentId, cancellationToken).ConfigureAwait(false);
        var picture = document is null ? null : await _preparation.PictureAsync(AIOpsJson.Read<Incident>(document.Body), cancellationToken).ConfigureAwait(false);
        return (runbook, document, picture) switch
        {
            (null, _, _) => (null, null, new Refusal("unknown-runbook", $"there is no runbook {runbookId}", Passing: false)),
            (_, null, _) => (null, null, new Refusal("unknown-incident", $"there is no incident {incidentId}", Passing: false)),
            (_, _, null) => (null, null, new Refusal("no-culprit", $"{incidentId} names no culprit, so there is no target", Passing: true)),
            _ => (runbook, picture, null),
        };
    }
}
