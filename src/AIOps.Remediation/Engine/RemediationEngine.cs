using AIOps.Contracts.Events;
using AIOps.Contracts.Incidents;
using AIOps.Contracts.Runs;
using AIOps.Contracts.Serialization;
using AIOps.Contracts.Storage;
using AIOps.Remediation.Planning;
using AIOps.Remediation.Runbooks;
using AIOps.Remediation.Safeguards;

namespace AIOps.Remediation.Engine;

/// <summary>
/// Decides: from an incident to a stored run, or to a stored reason why there is none. What it decides becomes true in one commit with the cursor,
/// so an event leads to a decision exactly once. It never acts; <see cref="RunDispatcher"/> does.
/// </summary>
public sealed partial class RemediationEngine(EngineServices services)
{
    /// <summary>Name of the durable consumer.</summary>
    public const string Consumer = "remediation";

    private const int MaxRefusalsKept = 20;
    private const int MaxChangesKept = 20;
    // Old incidents wait their turn, so that a new one is decided at once.
    private const int MaxLooksPerTick = 25;
    private static readonly TimeSpan RetryEvery = TimeSpan.FromSeconds(2);
    private readonly RunPreparation _preparation = new(services);
    private readonly SafeguardReader _safeguards = new(services);
    private readonly Dictionary<string, long> _waiting = new(StringComparer.Ordinal);
    private readonly RunbookPublication _publication = new(services);
    private readonly StandingReader _standing = new(services);
    private string? _spareId;

    /// <summary>Called after a commit that may have queued a run.</summary>
    public Action OnQueued { get; set; } = () => { };

    /// <summary>Loads the incidents that are open.</summary>
    public async Task LeadAsync(CancellationToken cancellationToken)
    {
        services.Shelf.Refresh();
        await _publication.PublishAsync("", cancellationToken).ConfigureAwait(false);
        _waiting.Clear();
        var open = await services.Store.QueryAsync(new DocumentQuery(DocumentKind.Incident) { States = Forms(IncidentState.Open, IncidentState.Acknowledged), Limit = 1000 }, cancellationToken).ConfigureAwait(false);
        foreach (var document in open)
        {
            _waiting[document.Id] = 0;
        }
    }

    /// <summary>Applies events; everything that follows from them is committed together with the cursor.</summary>
    public async Task<CommitOutcome> HandleAsync(IReadOnlyList<StoredEvent> events, CursorAdvance advance, Fence? fence, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(events);
        var batch = new DecisionBatch();
        var incidents = new Dictionary<string, Incident>(StringComparer.Ordinal);
        foreach (var stored in events)
        {
            switch (stored.Type)
            {
                case EventTypes.IncidentOpened or EventTypes.IncidentChanged:
                    var incident = AIOpsJson.Read<Incident>(stored.Payload);
                    incidents[incident.Id] = incident;
                    break;
                case EventTypes.ChangeObserved:
                    await RememberAsync(AIOpsJson.Read<ChangeEvent>(stored.Payload), batch, cancellationToken).ConfigureAwait(false);
                    break;
                case EventTypes.RunCommanded:
                    await ObeyAsync(AIOpsJson.Read<RunCommand>(stored.Payload), batch, cancellationToken).ConfigureAwait(false);
                    break;
                default:
                    break;
            }
        }

        foreach (var incident in incidents.Values)
        {
            await DecideAsync(incident, batch, cancellationToken).ConfigureAwait(false);
        }

        return await CommitAsync(batch, advance, fence, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Looks again at open incidents whose refusal may have passed, and at approvals that ran out.</summary>
    public async Task<CommitOutcome> TickAsync(Fence? fence, CancellationToken cancellationToken)
    {
        if (services.Shelf.Refresh())
        {
            await _publication.PublishAsync("", cancellationToken).ConfigureAwait(false);
        }

        var batch = new DecisionBatch();
        var now = services.Time.GetTimestamp();
        foreach (var id in _waiting.Where(entry => entry.Value == 0 || services.Time.GetElapsedTime(entry.Value, now) >= RetryEvery).OrderBy(entry => entry.Value).Take(MaxLooksPerTick).Select(entry => entry.Key).ToList())
        {
            _waiting.Remove(id);
            if (await services.Store.FindAsync(DocumentKind.Incident, id, cancellationToken).ConfigureAwait(false) is { } document)
            {
                await DecideAsync(AIOpsJson.Read<Incident>(document.Body), batch, cancellationToken).ConfigureAwait(false);
            }
        }

        foreach (var document in await services.Store.QueryAsync(new DocumentQuery(DocumentKind.Run) { States = [nameof(RunState.AwaitingApproval)], ToMs = (services.Time.GetUtcNow() - services.Options.PlanLifetime).ToUnixTimeMilliseconds() }, cancellationToken).ConfigureAwait(false))
        {
            End(RunDocument.Read(document), RunState.Expired, "nobody approved the plan in time", batch);
        }

        await _standing.RefreshAsync(cancellationToken).ConfigureAwait(false);
        return batch.IsEmpty ? CommitOutcome.Committed : await CommitAsync(batch, null, fence, cancellationToken).ConfigureAwait(false);
    }

    private async Task<CommitOutcome> CommitAsync(DecisionBatch batch, CursorAdvance? advance, Fence? fence, CancellationToken cancellationToken)
    {
        var outcome = await services.Store.CommitAsync(batch.ToCommit(advance, fence), cancellationToken).ConfigureAwait(false);
        if (outcome != CommitOutcome.Committed)
        {
            return outcome;
        }

        batch.Runs.ForEach(run => services.Instruments.OnStored(null, run));
        batch.Refusals.ForEach(services.Instruments.OnRefused);
        if (batch.Queued)
        {
            OnQueued();
        }

        return outcome;
    }

    private async Task DecideAsync(Incident incident, DecisionBatch batch, CancellationToken cancellationToken)
    {
        var runs = (await services.Store.QueryAsync(new DocumentQuery(DocumentKind.Run) { Key = incident.Id, Limit = 200 }, cancellationToken).ConfigureAwait(false)).Select(RunDocument.Read).ToList();
        if (incident.State is IncidentState.Resolved or IncidentState.Closed or IncidentState.Cancelled or IncidentState.Merged or IncidentState.Suppressed)
        {
            foreach (var run in runs.Where(run => run.State is RunState.AwaitingApproval or RunState.Queued))
            {
                End(run, RunState.Cancelled, $"the incident is {incident.State.ToString().ToLowerInvariant()}", batch);
            }

            return;
        }

        if (incident.State is not (IncidentState.Open or IncidentState.Acknowledged) || runs.Exists(run => !run.IsOver))
        {
            return;
        }

        if (await _preparation.PictureAsync(incident, cancellationToken).ConfigureAwait(false) is not { } picture)
        {
            return;
        }

        foreach (var runbook in RunbookChoice.Fitting(services.Shelf.Runbooks, picture))
        {
            if (await ConsiderAsync(runbook, picture, runs, batch, cancellationToken).ConfigureAwait(false))
            {
                return;
            }
        }
    }

    // True when the runbook has the incident now, so that no other is considered.
    private async Task<bool> ConsiderAsync(Runbook runbook, IncidentPicture picture, List<Run> runs, DecisionBatch batch, CancellationToken cancellationToken)
    {
        // A refusal that is not stored leaves its number to the next run.
        var id = _spareId ?? $"RUN-{await services.Store.NextNumberAsync("run", cancellationToken).ConfigureAwait(false)}";
        _spareId = id;
        var (prepared, refusal) = await _preparation.PlanAsync(id, runbook, picture, null, cancellationToken).ConfigureAwait(false);
        var level = TrustLevel.Suggest;
        var why = "";
        if (prepared is not null)
        {
            var state = await _safeguards.ReadAsync(runbook, prepared.TargetClass, cancellationToken).ConfigureAwait(false);
            var blind = state.Blind ?? await _preparation.BlindAsync(runbook, prepared, picture, cancellationToken).ConfigureAwait(false);
            (level, why) = Autonomy.Of(runbook, picture, state with { Blind = blind });
            refusal = SafeguardRules.Check(runbook, prepared, picture, state, services.Options)
                ?? await _preparation.PreconditionAsync(runbook, prepared, picture, cancellationToken).ConfigureAwait(false)
                ?? (level <= TrustLevel.Suggest ? new Refusal(level == TrustLevel.Observe ? "observed" : "suggested", $"{why}; the plan is shown and nothing is done", Passing: blind is not null) : null);
        }

        if (refusal is not null)
        {
            Wait(picture.Incident.Id, refusal);
            // A runbook for another kind of target was never a candidate: a row of such refusals would hide the ones that matter.
            if (refusal.Code is not ("already-ran" or "no-target") && runs.Count < MaxRefusalsKept && !runs.Exists(run => run.RunbookHash == runbook.Hash && run.Reason?.StartsWith(refusal.Code + ":", StringComparison.Ordinal) == true))
            {
                var skipped = Make(id, runbook, picture, prepared, level, RunState.Skipped) with { Reason = refusal.ToString(), EndedAt = services.Time.GetUtcNow() };
                _spareId = null;
                batch.Refusals.Add(refusal.Code);
                batch.Add(skipped, IncidentNotes.Audit(skipped, "run.skipped", new { incident = picture.Incident.Id, refusal = refusal.Code, why = refusal.Text, plan = prepared?.Plan.Hash }));
            }

            return false;
        }

        _spareId = null;
        var run = Make(id, runbook, picture, prepared!, level, level == TrustLevel.Approve ? RunState.AwaitingApproval : RunState.Queued);
        batch.Add(run, IncidentNotes.Audit(run, "run.planned", new { incident = picture.Incident.Id, culprit = picture.Culprit.ToString(), confidence = picture.Incident.RootCause!.Confidence, level, why, plan = run.Plan!.Hash, targets = run.Plan.Targets, state = run.State }));
        if (run.State == RunState.Queued)
        {
            batch.Queued = true;
        }

        // Nobody is kept from being called by a run that cannot help.
        if (run.State == RunState.Queued && !runbook.Verify.OnlyLooks)
        {
            var now = services.Time.GetUtcNow();
            var hold = picture.Incident.Priority == Priority.P1 ? services.Options.PageHoldP1 : services.Options.PageHold;
            batch.Events.Add(IncidentNotes.Command(run, IncidentAction.HoldPage, $"{runbook.Name} is about to act: {run.Plan.Summary}", now, now + hold));
        }

        return true;
    }

    private void Wait(string incidentId, Refusal refusal)
    {
        if (refusal.Passing)
        {
            _waiting[incidentId] = services.Time.GetTimestamp();
        }
    }

    private Run Make(string id, Runbook runbook, IncidentPicture picture, PreparedRun? prepared, TrustLevel level, RunState state) => new()
    {
        Id = id,
        State = state,
        IncidentId = picture.Incident.Id,
        RunbookId = runbook.Id,
        RunbookVersion = runbook.Version.ToString(),
        RunbookHash = runbook.Hash,
        DedupKey = prepared?.DedupKey ?? $"{picture.Culprit} : {runbook.Hash} : {picture.Episode}",
        Level = level,
        TargetClass = prepared?.TargetClass ?? "",
        Service = picture.Culprit.Workload,
        Plan = prepared?.Plan,
        Steps = [.. prepared?.Steps.Select(step => new RunStep { Id = step.Rule.Id, Uses = step.Rule.Uses, Target = step.Target.ToString(), Description = StepWords.Describe(step), Idempotent = step.Rule.Idempotent }) ?? []],
        PlannedAt = services.Time.GetUtcNow(),
    };

    private void End(Run run, RunState state, string reason, DecisionBatch batch)
    {
        var ended = run with { State = state, Reason = reason, EndedAt = services.Time.GetUtcNow() };
        batch.Add(ended, IncidentNotes.Audit(ended, $"run.{state.ToString().ToLowerInvariant()}", new { incident = run.IncidentId, why = reason }));
        if (run.State == RunState.Queued)
        {
            // Its page was held for it.
            batch.Events.Add(IncidentNotes.Command(ended, IncidentAction.MitigationFailed, $"{run.Id}: {reason}", services.Time.GetUtcNow()));
        }
    }

    private async Task ObeyAsync(RunCommand command, DecisionBatch batch, CancellationToken cancellationToken)
    {
        if (await services.Store.FindAsync(DocumentKind.Run, command.RunId, cancellationToken).ConfigureAwait(false) is not { } document)
        {
            return;
        }

        var run = RunDocument.Read(document);
        batch.Audit.Add(new AuditEntry(command.Actor, $"run.{command.Action.ToString().ToLowerInvariant()}", run.Id, AIOpsJson.Write(new { plan = command.PlanHash, note = command.Note, state = run.State })));
        switch (command.Action, run.State)
        {
            case (RunAction.Approve, RunState.AwaitingApproval):
                await ApproveAsync(run, command, batch, cancellationToken).ConfigureAwait(false);
                break;
            case (RunAction.Reject, RunState.AwaitingApproval):
                End(run with { Approval = Word(run, command, approved: false) }, RunState.Rejected, $"{command.Actor} rejected it{(command.Note.Length > 0 ? $": {command.Note}" : "")}", batch);
                break;
            case (RunAction.Cancel, RunState.AwaitingApproval or RunState.Queued):
                End(run, RunState.Cancelled, $"{command.Actor} cancelled it{(command.Note.Length > 0 ? $": {command.Note}" : "")}", batch);
                break;
            case (_, RunState.Running or RunState.Verifying):
                batch.Documents.Add(new DocumentWrite(DocumentKind.Setting, RunWord.IdOf(run.Id), DocumentWrite.AnyVersion, RunWord.State, run.Id, services.Time.GetUtcNow().ToUnixTimeMilliseconds(), AIOpsJson.Write(new RunWord(command.Action, command.Actor, command.Note))));
                break;
            default:
                break;
        }
    }

    private async Task ApproveAsync(Run run, RunCommand command, DecisionBatch batch, CancellationToken cancellationToken)
    {
        var now = services.Time.GetUtcNow();
        var stored = await services.Store.FindAsync(DocumentKind.Incident, run.IncidentId, cancellationToken).ConfigureAwait(false);
        var runbook = services.Shelf.Find(run.RunbookId, run.RunbookHash);
        var picture = stored is null ? null : await _preparation.PictureAsync(AIOpsJson.Read<Incident>(stored.Body), cancellationToken).ConfigureAwait(false);
        var (prepared, _) = runbook is null || picture is null ? (null, null) : await _preparation.PlanAsync(run.Id, runbook, picture, RunPreparation.Given(run), cancellationToken).ConfigureAwait(false);
        var problem = (command, run) switch
        {
            _ when command.PlanHash != run.Plan?.Hash => "the approval is for another plan",
            _ when command.ExpiresAt is { } until && until <= now => $"the approval expired at {until:u}",
            _ when prepared is null => "the runbook, the incident or its target changed since the plan was made",
            _ when prepared.Plan.StateFingerprint != run.Plan.StateFingerprint => "the world changed since the plan was made",
            _ => null,
        };
        if (problem is not null)
        {
            End(run, RunState.Expired, $"{problem}; the approval is void and a new plan is made", batch);
            _waiting[run.IncidentId] = 0;
            return;
        }

        var queued = run with { State = RunState.Queued, Approval = Word(run, command, approved: true) };
        batch.Add(queued, IncidentNotes.Audit(queued, "run.queued", new { approvedBy = command.Actor, plan = run.Plan!.Hash }));
        batch.Queued = true;
    }

    private Approval Word(Run run, RunCommand command, bool approved)
    {
        var now = services.Time.GetUtcNow();
        return new Approval(approved, command.Actor, now, run.Plan?.Hash ?? "", command.ExpiresAt ?? now + services.Options.PlanLifetime, command.Note);
    }

    private async Task RememberAsync(ChangeEvent change, DecisionBatch batch, CancellationToken cancellationToken)
    {
        var id = RunPreparation.ChangesId(change.Entity.Workload);
        var known = batch.Documents.FindLast(write => write.Id == id)?.Body ?? (await services.Store.FindAsync(DocumentKind.Setting, id, cancellationToken).ConfigureAwait(false))?.Body;
        var changes = known is null ? [] : AIOpsJson.Read<List<RecentChange>>(known);
        changes.RemoveAll(earlier => earlier.Id == change.Id);
        changes.Add(new RecentChange(change.Id, change.Kind, change.Version, change.Summary, change.At));
        batch.Documents.RemoveAll(write => write.Id == id);
        batch.Documents.Add(new DocumentWrite(DocumentKind.Setting, id, DocumentWrite.AnyVersion, "changes", change.Entity.Workload, change.At.ToUnixTimeMilliseconds(), AIOpsJson.Write(changes.TakeLast(MaxChangesKept))));
    }

    // Whoever writes incidents may index the state by its name in either case.
    private static IReadOnlyList<string> Forms(params IncidentState[] states) =>
        [.. states.SelectMany(state => new[] { state.ToString(), System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(state.ToString()) })];
}
