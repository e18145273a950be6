using AIOps.Contracts.Runs;
using AIOps.Contracts.Serialization;
using AIOps.Contracts.Storage;
using AIOps.Remediation.Runbooks;
using AIOps.Remediation.Safeguards;
using AIOps.Remediation.Trust;

namespace AIOps.Remediation.Engine;

/// <summary>Stores a run's transitions under its lease; a transition that could not be stored did not happen.</summary>
internal sealed class RunJournal(EngineServices services, LeaseKeeper lease, Run initial)
{
    /// <summary>The run as it is stored.</summary>
    public Run Run { get; private set; } = initial;

    /// <summary>Stores a transition.</summary>
    /// <exception cref="OperationCanceledException">The lease or the run belongs to somebody else now: stop.</exception>
    public async Task CommitAsync(Run next, string action, object detail, CancellationToken cancellationToken, IReadOnlyList<NewEvent>? events = null)
    {
        if (!await TryCommitAsync(next, action, detail, [], events ?? [], cancellationToken).ConfigureAwait(false))
        {
            throw new OperationCanceledException($"{next.Id} was changed by somebody else");
        }
    }

    /// <summary>Stores what is shown of a run while it acts; no transition, so not in the audit.</summary>
    /// <returns>False when the lease or the run belongs to somebody else now.</returns>
    public async Task<bool> ShowAsync(Run next, CancellationToken cancellationToken)
    {
        var outcome = await services.Store.CommitAsync(new StoreCommit { Documents = [RunDocument.Write(next)], Events = [RunDocument.Event(next)], Fences = [lease.Fence] }, cancellationToken).ConfigureAwait(false);
        if (outcome == CommitOutcome.Committed)
        {
            Run = next with { Version = next.Version + 1 };
        }

        return outcome == CommitOutcome.Committed;
    }

    /// <summary>Stores a transition together with other documents.</summary>
    /// <returns>False when one of the documents was changed meanwhile.</returns>
    public async Task<bool> TryCommitAsync(Run next, string action, object detail, IReadOnlyList<DocumentWrite> documents, IReadOnlyList<NewEvent> events, CancellationToken cancellationToken)
    {
        if (next.State != Run.State && !RunLifecycle.Allows(Run.State, next.State))
        {
            throw new InvalidOperationException($"{next.Id}: {Run.State} cannot become {next.State}");
        }

        var outcome = await services.Store.CommitAsync(
            new StoreCommit
            {
                Documents = [RunDocument.Write(next), .. documents],
                Events = [RunDocument.Event(next), .. events],
                Audit = [IncidentNotes.Audit(next, action, detail)],
                Fences = [lease.Fence],
            },
            cancellationToken).ConfigureAwait(false);
        if (outcome == CommitOutcome.Fenced)
        {
            throw new OperationCanceledException($"the lease of {next.Id} belongs to somebody else now");
        }

        if (outcome == CommitOutcome.Committed)
        {
            services.Instruments.OnStored(Run, next);
            Run = next with { Version = next.Version + 1 };
        }

        return outcome == CommitOutcome.Committed;
    }

    /// <summary>Stores a run's end with everything that follows from it: the ledger, the trust, a problem record when the repair recurs.</summary>
    public async Task EndAsync(Run ended, object detail, IReadOnlyList<NewEvent> events, Runbook? runbook, CancellationToken cancellationToken)
    {
        await services.LedgerTurn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await EndInTurnAsync(ended, detail, events, runbook, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            services.LedgerTurn.Release();
        }
    }

    private async Task EndInTurnAsync(Run ended, object detail, IReadOnlyList<NewEvent> events, Runbook? runbook, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < 20; attempt++)
        {
            var now = await services.Store.NowAsync(cancellationToken).ConfigureAwait(false);
            var documents = new List<DocumentWrite>();
            var stored = await services.Store.FindAsync(DocumentKind.Setting, DispatchLedger.Id, cancellationToken).ConfigureAwait(false);
            var ledger = stored is null ? new DispatchLedger() : AIOpsJson.Read<DispatchLedger>(stored.Body).Ended(ended.Id, ended.State, now);
            documents.Add(LedgerWrite(ledger, stored?.Version ?? 0, now));
            if (ended.Verification is { } result && runbook is not null)
            {
                documents.Add(await TrustAsync(ended, result, runbook, cancellationToken).ConfigureAwait(false));
            }

            documents.AddRange(await ProblemAsync(ended, ledger, now, cancellationToken).ConfigureAwait(false));
            if (await TryCommitAsync(ended, $"run.{ended.State.ToString().ToLowerInvariant()}", detail, documents, events, cancellationToken).ConfigureAwait(false))
            {
                return;
            }
        }

        throw new OperationCanceledException($"{ended.Id} could not be ended: its documents are changed all the time");
    }

    public static DocumentWrite LedgerWrite(DispatchLedger ledger, long version, DateTimeOffset now) =>
        new(DocumentKind.Setting, DispatchLedger.Id, version, "ledger", "", now.ToUnixTimeMilliseconds(), AIOpsJson.Write(ledger));

    private async Task<DocumentWrite> TrustAsync(Run ended, VerificationResult result, Runbook runbook, CancellationToken cancellationToken)
    {
        var document = await services.Store.FindAsync(DocumentKind.Trust, TrustRecord.IdOf(ended.RunbookId, ended.RunbookVersion, ended.TargetClass), cancellationToken).ConfigureAwait(false);
        var record = await new SafeguardReader(services).TrustAsync(runbook, ended.TargetClass, cancellationToken).ConfigureAwait(false);
        return TrustLedger.Write(TrustLadder.After(record, new TrustEvidence(ended.Id, result.Verdict, result.At) { NaturalShare = result.NaturalShare }), document?.Version ?? 0, result.At);
    }

    private async Task<IReadOnlyList<DocumentWrite>> ProblemAsync(Run ended, DispatchLedger ledger, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var repeats = ledger.On(ended.RunbookId, [.. ended.Plan?.Targets ?? []], now - services.Options.RecurrenceWindow).ToList();
        if (repeats.Count < services.Options.RecurrenceCount)
        {
            return [];
        }

        var id = $"recurrence/{ended.RunbookId}/{string.Join(',', ended.Plan!.Targets)}";
        var stored = await services.Store.FindAsync(DocumentKind.Problem, id, cancellationToken).ConfigureAwait(false);
        var opened = stored is null ? now : AIOpsJson.Read<RecurringProblem>(stored.Body).OpenedAt;
        var cost = TimeSpan.FromTicks(repeats.Sum(entry => ((entry.EndedAt ?? now) - entry.At).Ticks));
        var problem = new RecurringProblem(id, ended.Service, ended.RunbookId, ended.Plan.Targets, [.. repeats.Select(entry => entry.RunId)], cost, opened, now,
            $"{ended.RunbookId} repaired {string.Join(", ", ended.Plan.Targets)} {repeats.Count} times in {MapReader.Show(services.Options.RecurrenceWindow)}: the cause is still there");
        return [new DocumentWrite(DocumentKind.Problem, id, stored?.Version ?? 0, "open", ended.Service, now.ToUnixTimeMilliseconds(), AIOpsJson.Write(problem))];
    }
}
