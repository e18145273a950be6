using AIOps.Contracts.Events;
using AIOps.Contracts.Incidents;
using AIOps.Contracts.Serialization;
using AIOps.Contracts.Storage;
using AIOps.Remediation.Tests.Engine;

namespace AIOps.Remediation.Tests.Drills;

/// <summary>Plays probe, detector and correlator: looks at the real target all the time, and clears the incident's signal when the fault has been away for a while.</summary>
internal sealed class DrillWatch : IAsyncDisposable
{
    private const int LooksThatClear = 8;
    private readonly Drill _drill;
    private readonly EngineUnderTest _engine;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _looking;
    private volatile Incident? _incident;
    private volatile string _answers = "";

    public DrillWatch(Drill drill, EngineUnderTest engine)
    {
        (_drill, _engine) = (drill, engine);
        engine.Signals.Probes[drill.Entity] = () => _answers.Length == 0 ? null : _answers == "yes";
        _looking = LookAsync();
    }

    /// <summary>The incident whose signal clears from now on.</summary>
    public void Watch(Incident incident) => _incident = incident;

    /// <summary>Waits until the probe agrees with what is so.</summary>
    public async Task UntilProbeSaysAsync(bool answers)
    {
        var limit = TimeSpan.FromSeconds(30);
        var began = TimeProvider.System.GetTimestamp();
        while (_answers != (answers ? "yes" : "no"))
        {
            Assert.That(TimeProvider.System.GetElapsedTime(began), Is.LessThan(limit), "the probe does not notice");
            await Task.Delay(50);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _looking;
        _stop.Dispose();
    }

    private async Task LookAsync()
    {
        var healthy = 0;
        try
        {
            while (!_stop.IsCancellationRequested)
            {
                _answers = await _drill.AnswersAsync() ? "yes" : "no";
                healthy = await _drill.HealthyAsync() ? healthy + 1 : 0;
                if (healthy >= LooksThatClear && _incident is { } incident)
                {
                    _incident = null;
                    await ClearAsync(incident);
                }

                await Task.Delay(100, _stop.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // The drill is over.
        }
    }

    private async Task ClearAsync(Incident incident)
    {
        var cleared = incident with { Signals = [.. incident.Signals.Select(signal => signal with { Anomaly = signal.Anomaly with { State = AnomalyState.Cleared } })] };
        await _engine.Store.CommitAsync(new StoreCommit { Documents = [new DocumentWrite(DocumentKind.Incident, incident.Id, DocumentWrite.AnyVersion, incident.State.ToString(), incident.Service, 0, AIOpsJson.Write(cleared))] }, CancellationToken.None);
    }
}
