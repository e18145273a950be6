using AIOps.Contracts.Runs;
using AIOps.Contracts.Serialization;
using AIOps.Contracts.Storage;
using AIOps.Remediation.Runbooks;

namespace AIOps.Remediation.Engine;

/// <summary>Watches for a human's word and for kill switches while a run acts, and stops it in the middle of a step.</summary>
internal sealed class RunWatch : IAsyncDisposable
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(500);
    private readonly EngineServices _services;
    private readonly SafeguardReader _safeguards;
    private readonly Runbook _runbook;
    private readonly Run _run;
    private readonly CancellationTokenSource _stop;
    private readonly CancellationTokenSource _end = new();
    private readonly Task _looking;

    public RunWatch(EngineServices services, SafeguardReader safeguards, Runbook runbook, Run run, CancellationToken cancellationToken)
    {
        (_services, _safeguards, _runbook, _run) = (services, safeguards, runbook, run);
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _looking = LookAsync();
    }

    /// <summary>Fires when the run must stop.</summary>
    public CancellationToken Token => _stop.Token;

    /// <summary>Why it must stop, or null.</summary>
    public (RunState State, string Reason)? Stopped { get; private set; }

    /// <summary>Looks now; asked before every step. A store that is away throws, and nothing starts.</summary>
    public async Task<(RunState State, string Reason)?> CheckAsync()
    {
        if (Stopped is not null)
        {
            return Stopped;
        }

        var pulled = (await _safeguards.KillSwitchesAsync(_stop.Token).ConfigureAwait(false)).FirstOrDefault(pulled => pulled.Stops(_runbook.Id, _run.Service));
        if (pulled is not null)
        {
            return Stopped = (RunState.Cancelled, $"kill-switch: {pulled.By} stopped {pulled.Scope}: {pulled.Reason}");
        }

        if (_services.Clock.Problem(null) is { } clock)
        {
            return Stopped = (RunState.Cancelled, $"clock: {clock}");
        }

        var word = await _services.Store.FindAsync(DocumentKind.Setting, RunWord.IdOf(_run.Id), _stop.Token).ConfigureAwait(false);
        return word is not null && AIOpsJson.Read<RunWord>(word.Body) is { Action: RunAction.Cancel } cancel
            ? Stopped = (RunState.Cancelled, $"{cancel.Actor} cancelled it{(cancel.Note.Length > 0 ? $": {cancel.Note}" : "")}")
            : null;
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync().ConfigureAwait(false);
        await _looking.ConfigureAwait(false);
        _end.Dispose();
        _stop.Dispose();
    }

    private async Task LookAsync()
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(_end.Token, _stop.Token);
        try
        {
            while (true)
            {
                await Task.Delay(LookEvery, _services.Time, either.Token).ConfigureAwait(false);
                try
                {
                    if (await CheckAsync().ConfigureAwait(false) is not null)
                    {
                        await _stop.CancelAsync().ConfigureAwait(false);
                        return;
                    }
                }
                catch (StoreUnavailableException)
                {
                    // The step goes on for as long as its lease stands; the next one asks again and does not start.
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The run is over, or its lease.
        }
    }
}
