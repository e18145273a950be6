using AIOps.Contracts.Storage;
using AIOps.Remediation.Engine;
using AIOps.Server.Events;

namespace AIOps.Server.Respond;

/// <summary>Hands events to the remediation engine, which commits its decisions together with the cursor.</summary>
internal sealed class RemediationConsumer(
    RemediationEngine engine,
    RunDispatcher dispatcher,
    IOperationalStore store,
    EventSignal signal,
    NodeIdentity node,
    TimeProvider time,
    ILogger<RemediationConsumer> logger) : DurableConsumer(RemediationEngine.Consumer, store, signal, node, time, logger)
{
    protected override Task LeadAsync(CancellationToken cancellationToken)
    {
        engine.OnQueued = dispatcher.Wake;
        return engine.LeadAsync(cancellationToken);
    }

    protected override Task<CommitOutcome> HandleAsync(IReadOnlyList<StoredEvent> events, CursorAdvance advance, CancellationToken cancellationToken) =>
        engine.HandleAsync(events, advance, Fence, cancellationToken);

    protected override Task<CommitOutcome> TickAsync(CancellationToken cancellationToken) => engine.TickAsync(Fence, cancellationToken);
}
