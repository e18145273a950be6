using System.Diagnostics.Metrics;
using AIOps.Contracts.Runs;
using AIOps.Contracts.Serialization;
using AIOps.Contracts.Storage;
using AIOps.Remediation.Safeguards;

namespace AIOps.Remediation.Tests.Engine;

/// <summary>What the engine counts, read as a scraper reads it.</summary>
public sealed class InstrumentTests
{
    private const string Steps = "  - { id: one, uses: exec, with: { script: do.sh, args: [one, \"${target.attributes.trace}\"] }, timeout: 10s }";

    [Test]
    public async Task Run_IsCountedByState_WithItsVerdict_AndTheBudgets()
    {
        await using var engine = await RunTests.StartAsync(Some.Trial(Steps, window: "1s"));
        using var seen = new Readings(engine.Services.Instruments.Meter);
        engine.Dispatch();
        var run = await engine.WaitAsync((await engine.TellAsync(Some.Incident()))[^1].Id);
        Assert.That(await engine.LeasesAreFreeAsync(), Is.True);
        await engine.Engine.TickAsync(null, CancellationToken.None);

        Assert.Multiple(() =>
        {
            Assert.That(run.State, Is.EqualTo(RunState.Ineffective));
            foreach (var state in new[] { "queued", "running", "verifying", "ineffective" })
            {
                Assert.That(seen.Read($"aiops.remediation.runs runbook={run.RunbookId} state={state}"), Is.EqualTo(1), state);
            }

            Assert.That(seen.Read($"aiops.remediation.verdicts runbook={run.RunbookId} verdict=no_effect"), Is.EqualTo(1));
            Assert.That(seen.Read("aiops.remediation.active_runs"), Is.EqualTo(0));
            Assert.That(seen.Read("aiops.remediation.runs_in_hour"), Is.EqualTo(1));
            Assert.That(seen.Read("aiops.remediation.runs_in_hour_allowed"), Is.EqualTo(engine.Options.MaxRunsPerHour));
            Assert.That(seen.Read("aiops.remediation.kill_switches"), Is.EqualTo(0));
            Assert.That(() => seen.Read("aiops.remediation.leases"), Is.EqualTo(0).After(5_000, 20));
        });
    }

    [Test]
    public async Task Refusal_ThatAnIncidentMeetsAgain_IsCountedOnce()
    {
        await using var engine = await RunTests.StartAsync(Some.Trial(Steps, window: "1s"));
        using var seen = new Readings(engine.Services.Instruments.Meter);
        var pulled = new KillSwitch(KillSwitch.Global, "ann", "stop it", TimeProvider.System.GetUtcNow());
        await engine.Store.CommitAsync(new StoreCommit { Documents = [new DocumentWrite(DocumentKind.Setting, pulled.Id, DocumentWrite.AnyVersion, KillSwitch.State, "", 0, AIOpsJson.Write(pulled))] }, CancellationToken.None);
        await engine.TellAsync(Some.Incident());
        var run = (await engine.TellAsync(Some.Incident()))[^1];
        await engine.Engine.TickAsync(null, CancellationToken.None);

        Assert.Multiple(() =>
        {
            Assert.That(run.State, Is.EqualTo(RunState.Skipped));
            Assert.That(seen.Read("aiops.remediation.refusals reason=kill-switch"), Is.EqualTo(1));
            Assert.That(seen.Read($"aiops.remediation.runs runbook={run.RunbookId} state=skipped"), Is.EqualTo(1));
            Assert.That(seen.Read("aiops.remediation.kill_switches"), Is.EqualTo(1));
        });
    }

    [Test]
    public async Task ProcessThatDoesNotDecide_TellsNoBudget()
    {
        await using var engine = await RunTests.StartAsync(Some.Trial(Steps, window: "1s"));
        using var seen = new Readings(engine.Services.Instruments.Meter);
        Assert.That(seen.Read("aiops.remediation.active_runs"), Is.Null);
    }

    /// <summary>Sums of counters, last values of gauges; null when nothing was reported.</summary>
    private sealed class Readings : IDisposable
    {
        private readonly MeterListener _listener = new();
        private readonly Dictionary<string, long> _sums = new(StringComparer.Ordinal);
        private readonly Lock _gate = new();

        public Readings(Meter meter)
        {
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter == meter)
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            };
            _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
            {
                var key = string.Join(' ', tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}").Prepend(instrument.Name));
                lock (_gate)
                {
                    _sums[key] = instrument.IsObservable ? value : _sums.GetValueOrDefault(key) + value;
                }
            });
            _listener.Start();
        }

        public long? Read(string key)
        {
            _listener.RecordObservableInstruments();
            lock (_gate)
            {
                return _sums.TryGetValue(key, out var value) ? value : null;
            }
        }

        public void Dispose() => _listener.Dispose();
    }
}
