using AIOps.Contracts.Serialization;
using AIOps.Contracts.Storage;

namespace AIOps.Server.Notify;

/// <summary>Messages that were given up.</summary>
internal sealed class DeadLetters(IOperationalStore store, DeliverySignal signal)
{
    /// <summary>The newest first.</summary>
    public async Task<IReadOnlyList<Delivery>> ListAsync(int limit, CancellationToken cancellationToken)
    {
        var documents = await store.QueryAsync(new DocumentQuery(DocumentKind.Notification) { States = [Delivery.Dead], Limit = limit }, cancellationToken);
        return [.. documents.Select(document => AIOpsJson.Read<Delivery>(document.Body))];
    }

    /// <summary>Puts a dead letter back into its channel's queue.</summary>
    /// <param name="notificationId">For example <c>INC-42/3</c>.</param>
    /// <param name="channel">The channel's name.</param>
    /// <param name="actor">Who asks, for the audit.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <returns>False when there is no such dead letter.</returns>
    public async Task<bool> ReplayAsync(string notificationId, string channel, string actor, CancellationToken cancellationToken)
    {
        var document = await store.FindAsync(DocumentKind.Notification, $"delivery/{notificationId}/{channel}", cancellationToken);
        if (document is null || document.State != Delivery.Dead)
        {
            return false;
        }

        var delivery = AIOpsJson.Read<Delivery>(document.Body) with { NextAttemptAt = null };
        var outcome = await store.CommitAsync(
            new StoreCommit
            {
                Documents = [delivery.ToWrite(Delivery.Pending, document.Version)],
                Audit = [new AuditEntry(actor, "notification-replayed", notificationId, AIOpsJson.Write(new { channel }))],
            },
            cancellationToken);
        signal.Pulse();
        return outcome == CommitOutcome.Committed;
    }
}
