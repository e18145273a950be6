using System.Diagnostics;
using System.Text.Json;
using AIOps.Contracts.Events;
using AIOps.Contracts.Runs;
using AIOps.Contracts.Serialization;
using AIOps.Contracts.Storage;
using Microsoft.Extensions.Options;

namespace AIOps.Server.Web.Api;

/// <summary>Asks the engine, the single writer of runs, for a change and waits, bounded, for its effect.</summary>
internal sealed class RunCommands(IOperationalStore store, EventFeed feed, IOptions<WebOptions> options, TimeProvider time, WebInstruments instruments)
{
    private static readonly TimeSpan ApprovalTerm = TimeSpan.FromMinutes(15);

    public async Task<RunAnswer> SendAsync(string id, RunAction action, string actor, string? planHash, string note, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        var before = await store.FindRunAsync(id, cancellationToken);
        if (before is null)
        {
            return new RunAnswer(CommandOutcome.NotFound, null, null);
        }

        if (Refusal(before, action, planHash) is { } refusal)
        {
            instruments.OnCommand($"Run{action}", nameof(CommandOutcome.Refused), TimeSpan.Zero);
            return new RunAnswer(CommandOutcome.Refused, before, refusal);
        }

        var now = time.GetUtcNow();
        var command = new RunCommand(id, action, actor, now) { PlanHash = planHash ?? before.Plan?.Hash ?? "", ExpiresAt = action == RunAction.Approve ? now + ApprovalTerm : null, Note = note };
        using var subscription = await feed.SubscribeAsync(cancellationToken);
        var commit = new StoreCommit
        {
            Events = [new NewEvent($"run/{id}", EventTypes.RunCommanded, AIOpsJson.Write(command), TraceParent: Activity.Current?.Id)],
            Audit = [new AuditEntry(actor, $"run.{JsonNamingPolicy.CamelCase.ConvertName(action.ToString())}", id, AIOpsJson.Write(new { command.PlanHash, command.ExpiresAt, command.Note, before.IncidentId, state = before.State }))],
        };
        while (await store.CommitAsync(commit, cancellationToken) != CommitOutcome.Committed)
        {
            cancellationToken.ThrowIfCancellationRequested();
        }

        var after = await WaitAsync(subscription, before, cancellationToken);
        var outcome = after is null ? CommandOutcome.Pending : CommandOutcome.Applied;
        instruments.OnCommand($"Run{action}", outcome.ToString(), time.GetElapsedTime(began));
        return new RunAnswer(outcome, after ?? before, null);
    }

    private static string? Refusal(Run run, RunAction action, string? planHash) => action switch
    {
        _ when run.IsOver => $"{run.Id} is over ({run.State}): nothing more can be asked of it.",
        RunAction.Approve or RunAction.Reject when run.State != RunState.AwaitingApproval => $"{run.Id} is {run.State}: it waits for no approval.",
        RunAction.Approve when run.Plan is null => $"{run.Id} has no plan to approve.",
        RunAction.Approve when string.IsNullOrEmpty(planHash) => $"An approval names the plan that was seen: give planHash {run.Plan.Hash}.",
        RunAction.Approve when !string.Equals(planHash, run.Plan.Hash, StringComparison.Ordinal) => $"The plan of {run.Id} is {run.Plan.Hash} now, not the one that was seen: read it again.",
        _ => null,
    };

    private async Task<Run?> WaitAsync(FeedSubscription subscription, Run before, CancellationToken cancellationToken)
    {
        using var bound = new CancellationTokenSource(options.Value.CommandWait, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(bound.Token, cancellationToken);
        try
        {
            await foreach (var occurred in subscription.Events.ReadAllAsync(either.Token))
            {
                if (occurred.Type == EventTypes.RunChanged && occurred.Stream == $"run/{before.Id}" && await store.FindRunAsync(before.Id, cancellationToken) is { } now && now.Version > before.Version)
                {
                    return now;
                }
            }
        }
        catch (OperationCanceledException) when (bound.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            // not yet: the answer is 202
        }

        return await store.FindRunAsync(before.Id, cancellationToken) is { } last && last.Version > before.Version ? last : null;
    }
}
