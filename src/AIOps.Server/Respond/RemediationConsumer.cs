using AIOps.Contracts.Storage;
using AIOps.Remediation.Engine;
using AIOps.Remediation.Runbooks;
using AIOps.Server.Events;

namespace AIOps.Server.Respond;

/// <summary>Hands events to the remediation engine, which commits its decisions together with the cursor.</summary>
internal sealed partial class RemediationConsumer(
    RemediationEngine engine,
    RunDispatcher dispatcher,
    RunbookShelf shelf,
    IOperationalStore store,
    EventSignal signal,
    NodeIdentity node,
    TimeProvider time,
    ILogger<RemediationConsumer> logger) : DurableConsumer(RemediationEngine.Consumer, store, signal, node, time, logger)
{
    private readonly ILogger _logger = logger;
    private IReadOnlyList<RunbookMistake> _told = [];

    protected override async Task LeadAsync(CancellationToken cancellationToken)
    {
        engine.OnQueued = dispatcher.Wake;
        await engine.LeadAsync(cancellationToken);
        Tell();
    }

    protected override Task<CommitOutcome> HandleAsync(IReadOnlyList<StoredEvent> events, CursorAdvance advance, CancellationToken cancellationToken) =>
        engine.HandleAsync(events, advance, Fence, cancellationToken);

    protected override async Task<CommitOutcome> TickAsync(CancellationToken cancellationToken)
    {
        var outcome = await engine.TickAsync(Fence, cancellationToken);
        Tell();
        return outcome;
    }

    private void Tell()
    {
        if (ReferenceEquals(_told, shelf.Mistakes))
        {
            return;
        }

        _told = shelf.Mistakes;
        foreach (var mistake in _told)
        {
            Log.WrongRunbook(_logger, mistake.ToString());
        }
    }

    private static partial class Log
    {
        [LoggerMessage(220, LogLevel.Error, "A runbook is not in use, or only with its last good content: {Mistake}")]
        public static partial void WrongRunbook(ILogger logger, string mistake);
    }
}
