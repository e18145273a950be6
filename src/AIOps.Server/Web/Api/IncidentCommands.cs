using System.Diagnostics;
using AIOps.Contracts.Events;
using AIOps.Contracts.Incidents;
using AIOps.Contracts.Serialization;
using AIOps.Contracts.Storage;
using AIOps.Server.Detect.Teaching;
using Microsoft.Extensions.Options;

namespace AIOps.Server.Web.Api;

/// <summary>
/// Asks the correlator, the single writer of incidents, for a change: appends the command with its audit entry in one commit, then waits, bounded, for the effect.
/// </summary>
internal sealed class IncidentCommands(IOperationalStore store, EventFeed feed, IOptions<WebOptions> options, FeedbackDesk feedback, TimeProvider time, WebInstruments instruments)
{
    /// <summary>The incident after the command, or null with <c>Applied</c> false when the correlator has not answered in time.</summary>
    public async Task<CommandAnswer> SendAsync(IncidentCommand command, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        var action = command.Action.ToString();
        var before = await store.FindIncidentAsync(command.IncidentId, cancellationToken);
        if (before is null)
        {
            instruments.OnCommand(action, nameof(CommandOutcome.NotFound), TimeSpan.Zero);
            return new CommandAnswer(CommandOutcome.NotFound, null, null);
        }

        if (IncidentRules.Refusal(before, command) is { } refusal)
        {
            instruments.OnCommand(action, nameof(CommandOutcome.Refused), TimeSpan.Zero);
            return new CommandAnswer(CommandOutcome.Refused, before, refusal);
        }

        using var subscription = await feed.SubscribeAsync(cancellationToken);
        var commit = new StoreCommit
        {
            Events = [new NewEvent($"incident/{command.IncidentId}", EventTypes.IncidentCommanded, AIOpsJson.Write(command), TraceParent: Activity.Current?.Id)],
            Audit = [new AuditEntry(command.Actor, $"incident.{System.Text.Json.JsonNamingPolicy.KebabCaseLower.ConvertName(action)}", command.IncidentId, AIOpsJson.Write(new { command.Note, command.OtherIncidentId, command.AnomalyIds, command.Moment, state = before.State }))],
        };
        // nothing is compared in this commit, so a conflict can only be a fault of the moment
        while (await store.CommitAsync(commit, cancellationToken) != CommitOutcome.Committed)
        {
            cancellationToken.ThrowIfCancellationRequested();
        }

        var answer = await WaitAsync(subscription, before, command, cancellationToken);
        if (command.Action == IncidentAction.Cancel && answer.Outcome == CommandOutcome.Applied)
        {
            // a false positive is said to those who raised it, else they say the same again
            await feedback.GiveAsync(before.Signals.Select(signal => signal.Anomaly), "false", command.Actor, command.Note, cancellationToken);
        }

        instruments.OnCommand(action, answer.Outcome.ToString(), time.GetElapsedTime(began));
        return answer;
    }

    private async Task<CommandAnswer> WaitAsync(FeedSubscription subscription, Incident before, IncidentCommand command, CancellationToken cancellationToken)
    {
        using var bound = new CancellationTokenSource(options.Value.CommandWait, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(bound.Token, cancellationToken);
        try
        {
            await foreach (var occurred in subscription.Events.ReadAllAsync(either.Token))
            {
                if (occurred.Stream != $"incident/{before.Id}")
                {
                    continue;
                }

                if (occurred.Type == EventTypes.IncidentCommandRejected && AIOpsJson.Read<CommandRejection>(occurred.Payload) is var rejection && IsSame(rejection.Command, command))
                {
                    return new CommandAnswer(CommandOutcome.Refused, before, rejection.Reason);
                }

                if (occurred.Type is EventTypes.IncidentChanged or EventTypes.IncidentOpened && await store.FindIncidentAsync(before.Id, cancellationToken) is { } now && now.Version > before.Version)
                {
                    return new CommandAnswer(CommandOutcome.Applied, now, null);
                }
            }
        }
        catch (OperationCanceledException) when (bound.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            // not yet: the answer is 202
        }

        return await store.FindIncidentAsync(before.Id, cancellationToken) is { } last && last.Version > before.Version
            ? new CommandAnswer(CommandOutcome.Applied, last, null)
            : new CommandAnswer(CommandOutcome.Pending, before, null);
    }

    private static bool IsSame(IncidentCommand one, IncidentCommand other) =>
        one.IncidentId == other.IncidentId && one.Action == other.Action && one.Actor == other.Actor && one.At == other.At;
}
