using AIOps.Contracts.Incidents;
using AIOps.Contracts.Runs;
using AIOps.Contracts.Serialization;
using AIOps.Contracts.Storage;
using AIOps.Contracts.Telemetry;
using AIOps.Remediation.Planning;
using AIOps.Remediation.Recovery;
using AIOps.Remediation.Resilience;
using AIOps.Remediation.Runbooks;
using AIOps.Remediation.Safeguards;
using AIOps.Remediation.Steps;
using AIOps.Remediation.Verification;

namespace AIOps.Remediation.Engine;

/// <summary>Carries one run from its lease to its end. Every transition is stored, under the lease as a fence, before it is acted on.</summary>
internal sealed class RunExecution(EngineServices services, StepPipelines pipelines, NodeOwner owner, LeaseKeeper lease, Run initial, Action<string, string> onOutput)
{
    private static readonly TimeSpan ProbesAgree = TimeSpan.FromSeconds(5);
    private readonly RunPreparation _preparation = new(services);
    private readonly SafeguardReader _safeguards = new(services);
    private readonly RunJournal _journal = new(services, lease, initial);
    private readonly Dictionary<string, bool?> _before = new(StringComparer.Ordinal);

    private Run Run => _journal.Run;

    public async Task CarryAsync(CancellationToken stopping)
    {
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(stopping, lease.Lost);
        var runbook = await RunbookArchive.FindAsync(services, Run, linked.Token).ConfigureAwait(false);
        var incident = await services.Store.FindAsync(DocumentKind.Incident, Run.IncidentId, linked.Token).ConfigureAwait(false);
        var picture = incident is null ? null : await _preparation.PictureAsync(AIOpsJson.Read<Incident>(incident.Body), linked.Token).ConfigureAwait(false);
        if (Run.State == RunState.Queued)
        {
            await StartAsync(runbook, picture, linked.Token).ConfigureAwait(false);
            return;
        }

        await ResumeAsync(runbook, picture, linked.Token).ConfigureAwait(false);
    }

    private async Task StartAsync(Runbook? runbook, IncidentPicture? picture, CancellationToken cancellationToken)
    {
        if (runbook is null || picture is null)
        {
            await RefuseAsync(new Refusal("changed", runbook is null ? "the runbook is not in use any more as it was planned" : "the incident names no culprit any more", Passing: false), cancellationToken).ConfigureAwait(false);
            return;
        }

        if (await BeginInTurnAsync(runbook, picture, cancellationToken).ConfigureAwait(false) is { } begun)
        {
            await RememberProbesAsync(cancellationToken).ConfigureAwait(false);
            await ActAsync(runbook, begun, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<PreparedRun?> BeginInTurnAsync(Runbook runbook, IncidentPicture picture, CancellationToken cancellationToken)
    {
        await services.LedgerTurn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await TryBeginAsync(runbook, picture, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            services.LedgerTurn.Release();
        }
    }

    private async Task<PreparedRun?> TryBeginAsync(Runbook runbook, IncidentPicture picture, CancellationToken cancellationToken)
    {
        // The ledger is written by every dispatch on every node: a conflict means that the budgets must be counted again.
        for (var attempt = 0; attempt < 20; attempt++)
        {
            var (prepared, refusal) = await _preparation.PlanAsync(Run.Id, runbook, picture, RunPreparation.Given(Run), cancellationToken).ConfigureAwait(false);
            if (prepared is not null && prepared.Plan.StateFingerprint != Run.Plan?.StateFingerprint)
            {
                refusal = new Refusal("changed", "the world changed since the plan was made", Passing: false);
            }

            var state = await _safeguards.ReadAsync(runbook, Run.TargetClass, cancellationToken).ConfigureAwait(false);
            if (prepared is not null)
            {
                refusal ??= SafeguardRules.Check(runbook, prepared, picture, state, services.Options)
                    ?? await _preparation.PreconditionAsync(runbook, prepared, picture, cancellationToken).ConfigureAwait(false)
                    ?? Unpermitted(runbook, picture, state);
            }

            if (refusal is not null)
            {
                await RefuseAsync(refusal, cancellationToken).ConfigureAwait(false);
                return null;
            }

            if (await BeginAsync(runbook, prepared!, picture, state, cancellationToken).ConfigureAwait(false))
            {
                return prepared;
            }
        }

        return null;
    }

    private Refusal? Unpermitted(Runbook runbook, IncidentPicture picture, SafeguardState state)
    {
        var (level, why) = Autonomy.Of(runbook, picture, state);
        return Run.Approval is { Approved: true } word
            ? word.ExpiresAt > state.Now ? null : new Refusal("approval", "the approval expired before the run could start", Passing: false)
            : level >= TrustLevel.Notify ? null : new Refusal("autonomy", why, Passing: true);
    }

    private async Task<bool> BeginAsync(Runbook runbook, PreparedRun prepared, IncidentPicture picture, SafeguardState state, CancellationToken cancellationToken)
    {
        var now = services.Time.GetUtcNow();
        var running = Run with { State = RunState.Running, Owner = owner.ToString(), FencingToken = lease.Fence.Token, StartedAt = now };
        var ledger = state.Ledger.With(new Dispatch
        {
            RunId = Run.Id,
            RunbookId = runbook.Id,
            Version = runbook.Version.ToString(),
            Workload = Run.Service,
            Tier = picture.Service?.Tier ?? 3,
            Targets = prepared.Plan.Targets,
            DedupKey = Run.DedupKey,
            At = state.Now,
        });
        return await _journal.TryCommitAsync(
            running,
            "run.running",
            new { plan = Run.Plan!.Hash, targets = prepared.Plan.Targets, lease = lease.Fence, approvedBy = Run.Approval?.Actor },
            [RunJournal.LedgerWrite(ledger, state.LedgerVersion, state.Now)],
            [IncidentNotes.Command(running, IncidentAction.MitigationStarted, $"{Run.Id} acts: {Run.Plan.Summary}", now)],
            cancellationToken).ConfigureAwait(false);
    }

    private async Task RefuseAsync(Refusal refusal, CancellationToken cancellationToken)
    {
        var now = services.Time.GetUtcNow();
        if (refusal.Passing && refusal.Code is "busy" or "blast-budget" or "dependency-healing" && now - Run.PlannedAt < services.Options.PageHold)
        {
            return;
        }

        // Another node made the plan: what its probes saw, ours see a moment later. A person's word is void at once.
        if (refusal.Code == "changed" && Run.Approval is null && now - Run.PlannedAt < ProbesAgree)
        {
            return;
        }

        var state = refusal.Code is "changed" or "approval" ? RunState.Expired : RunState.Skipped;
        var ended = Run with { State = state, Reason = refusal.ToString(), EndedAt = now };
        if (await _journal.TryCommitAsync(ended, $"run.{state.ToString().ToLowerInvariant()}", new { refusal = refusal.Code, why = refusal.Text }, [], [IncidentNotes.Command(ended, IncidentAction.MitigationFailed, $"{Run.Id} does not act: {refusal}", now)], cancellationToken).ConfigureAwait(false))
        {
            services.Instruments.OnRefused(refusal.Code);
        }
    }

    private async Task ResumeAsync(Runbook? runbook, IncidentPicture? picture, CancellationToken cancellationToken)
    {
        var (settled, mayGoOn) = RunRecovery.Settle(Run, runbook);
        var taken = settled with { Owner = owner.ToString(), FencingToken = lease.Fence.Token };
        await _journal.CommitAsync(taken, "run.recovered", new { previousOwner = Run.Owner, lease = lease.Fence }, cancellationToken).ConfigureAwait(false);
        if (!mayGoOn)
        {
            await FailAsync(RunState.Failed, "unknown outcome: the node died, or the store was away, while a step that is not idempotent was running or being undone; it is not repeated, look at the target", cancellationToken).ConfigureAwait(false);
            return;
        }

        if (runbook is null)
        {
            await FailAsync(RunState.Failed, "the runbook is not in use any more as it was planned, so the run cannot go on after its node's death", cancellationToken).ConfigureAwait(false);
            return;
        }

        if (Run.State == RunState.Running && Run.Steps.All(step => step.State == StepState.Succeeded))
        {
            await DoneAsync(cancellationToken).ConfigureAwait(false);
        }

        if (Run.State == RunState.Verifying)
        {
            await VerifyAsync(runbook, null, cancellationToken).ConfigureAwait(false);
            return;
        }

        var (prepared, refusal) = picture is null ? (null, null) : await _preparation.PlanAsync(Run.Id, runbook, picture, RunPreparation.Given(Run), cancellationToken).ConfigureAwait(false);
        if (prepared is null || !prepared.Plan.Targets.SequenceEqual(Run.Plan!.Targets, StringComparer.Ordinal) || !prepared.Steps.Select(StepWords.Describe).SequenceEqual(Run.Steps.Select(step => step.Description), StringComparer.Ordinal))
        {
            await FailAsync(RunState.Failed, $"the node died and the run cannot go on: {refusal?.Text ?? "the incident or its target changed"}", cancellationToken).ConfigureAwait(false);
            return;
        }

        await ActAsync(runbook, prepared, cancellationToken).ConfigureAwait(false);
    }

    // A step that had ended badly before the crash is not tried again: what came before it is undone, as it would have been.
    private (RunState State, string Reason)? EndedBefore(int index) => Run.Steps[index] switch
    {
        { State: StepState.TimedOut } step => (RunState.TimedOut, $"step {step.Id} {step.Error}"),
        { State: StepState.Failed } step => (RunState.Failed, $"step {step.Id} {step.Error}"),
        _ when Run.Steps.Any(step => step.State is StepState.Undone or StepState.Undoing) => (RunState.Failed, "the node died while the steps were being taken back"),
        _ => null,
    };

    private async Task ActAsync(Runbook runbook, PreparedRun prepared, CancellationToken cancellationToken)
    {
        var secrets = SecretValues.TryRead(runbook.Secrets, out var problem);
        if (secrets is null)
        {
            await FailAsync(RunState.Failed, problem!, cancellationToken).ConfigureAwait(false);
            return;
        }

        var runner = new StepRunner(services, pipelines, lease, _journal, runbook, secrets, onOutput);
        var watch = new RunWatch(services, _safeguards, runbook, Run, cancellationToken);
        await using var watching = watch.ConfigureAwait(false);
        for (var index = 0; index < Run.Steps.Count; index++)
        {
            if (Run.Steps[index].State is StepState.Succeeded or StepState.Undone or StepState.Undoing)
            {
                continue;
            }

            var stopped = EndedBefore(index)
                ?? await watch.CheckAsync().ConfigureAwait(false)
                ?? (SelfProtection.Check(prepared, services.Self) is { } own ? (RunState.Failed, own.ToString()) : ((RunState, string)?)null)
                ?? (Run.StartedAt + runbook.Limits.TotalTimeout <= services.Time.GetUtcNow() ? (RunState.TimedOut, $"the run took longer than {MapReader.Show(runbook.Limits.TotalTimeout)}") : null);
            var outcome = stopped is null ? await runner.RunAsync(index, prepared.Steps[index], watch.Token).ConfigureAwait(false) : null;
            lease.Lost.ThrowIfCancellationRequested();
            cancellationToken.ThrowIfCancellationRequested();
            stopped ??= outcome is { Succeeded: true } ? null : watch.Stopped ?? (outcome!.TimedOut ? (RunState.TimedOut, $"step {Run.Steps[index].Id} {outcome.Error}") : (RunState.Failed, outcome.Unknown ? $"unknown outcome: step {Run.Steps[index].Id} {outcome.Error}" : $"step {Run.Steps[index].Id} {outcome.Error}"));
            if (stopped is { } end)
            {
                var undone = await runner.UndoAsync(prepared, index, cancellationToken).ConfigureAwait(false);
                await FailAsync(undone && end.State == RunState.Failed ? RunState.RolledBack : end.State, end.Reason, cancellationToken).ConfigureAwait(false);
                return;
            }
        }

        await DoneAsync(cancellationToken).ConfigureAwait(false);
        await VerifyAsync(runbook, (runner, prepared), cancellationToken).ConfigureAwait(false);
    }

    private Task DoneAsync(CancellationToken cancellationToken)
    {
        var now = services.Time.GetUtcNow();
        var verifying = Run with { State = RunState.Verifying, ActionsDoneAt = now };
        return _journal.CommitAsync(verifying, "run.verifying", new { steps = Run.Steps.Count }, cancellationToken, [IncidentNotes.Command(verifying, IncidentAction.MitigationDone, $"{Run.Id}: the steps are done, the effect is being judged", now)]);
    }

    private async Task RememberProbesAsync(CancellationToken cancellationToken)
    {
        var targets = Run.Plan!.Targets.Select(EntityId.Parse).ToList();
        foreach (var entity in targets.Concat(Verifier().Dependants(targets)))
        {
            _before[entity.ToString()] = await services.Signals.ProbeAsync(entity, cancellationToken).ConfigureAwait(false);
        }
    }

    private Verifier Verifier() => new(services.Signals, services.Catalogue, services.Time, IncidentAsync);

    private async Task<Incident?> IncidentAsync(CancellationToken cancellationToken) =>
        await services.Store.FindAsync(DocumentKind.Incident, Run.IncidentId, cancellationToken).ConfigureAwait(false) is { } document ? AIOpsJson.Read<Incident>(document.Body) : null;

    private async Task VerifyAsync(Runbook runbook, (StepRunner Runner, PreparedRun Prepared)? undo, CancellationToken cancellationToken)
    {
        var seen = await Verifier().WatchAsync(runbook, Run, _before, cancellationToken).ConfigureAwait(false);
        var result = await new RecoveryReader(services.Store).WeighAsync(Run, runbook.Verify, seen, cancellationToken).ConfigureAwait(false);
        var state = result.Verdict switch
        {
            Verdict.NoEffect => RunState.Ineffective,
            Verdict.Harmed => RunState.Harmed,
            _ => RunState.Succeeded,
        };
        if (state != RunState.Succeeded && runbook.UndoOnFailedVerification && undo is { } means)
        {
            await means.Runner.UndoAsync(means.Prepared, Run.Steps.Count, cancellationToken).ConfigureAwait(false);
        }

        var now = services.Time.GetUtcNow();
        var decisive = result.Verdict == seen.Verdict ? seen.Arithmetic : result.Arithmetic;
        var ended = Run with { State = state, Verification = result, EndedAt = now, Reason = $"{result.Verdict}: {(decisive.Count > 0 ? decisive[^1] : "nothing was measured")}" };

        // Inconclusive is no proof and no failure: what the incident's own signals say decides whether somebody is called.
        var symptoms = result.Verdict == Verdict.Inconclusive && await IncidentAsync(cancellationToken).ConfigureAwait(false) is { } incident && incident.Signals.Any(signal => signal.Anomaly.State == Contracts.Events.AnomalyState.Open);
        var (action, note) = result.Verdict switch
        {
            Verdict.Inconclusive when symptoms => (IncidentAction.VerificationFailed, $"{Run.Id}: it cannot be known whether the repair worked, and the symptoms remain"),
            Verdict.Fixed or Verdict.RecoveredAnyway => (IncidentAction.VerificationPassed, $"{Run.Id}: {result.Verdict}"),
            Verdict.Inconclusive => (IncidentAction.Note, $"{Run.Id}: it cannot be known whether the repair worked"),
            _ => (IncidentAction.VerificationFailed, $"{Run.Id}: {result.Verdict}; {ended.Reason}"),
        };
        await _journal.EndAsync(ended, new { verdict = result.Verdict, arithmetic = result.Arithmetic, plan = Run.Plan?.Hash }, [IncidentNotes.Command(ended, action, note, now)], runbook, cancellationToken).ConfigureAwait(false);
    }

    private async Task FailAsync(RunState state, string reason, CancellationToken cancellationToken)
    {
        var now = services.Time.GetUtcNow();
        var ended = Run with
        {
            State = state,
            Reason = reason,
            EndedAt = now,
            Steps = [.. Run.Steps.Select(step => step.State == StepState.Pending ? step with { State = StepState.Skipped } : step)],
        };
        await _journal.EndAsync(ended, new { why = reason, plan = Run.Plan?.Hash }, [IncidentNotes.Command(ended, IncidentAction.MitigationFailed, $"{Run.Id}: {reason}", now)], null, cancellationToken).ConfigureAwait(false);
    }
}
