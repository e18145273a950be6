using AIOps.Contracts.Events;
using AIOps.Contracts.Incidents;
using AIOps.Contracts.Serialization;
using AIOps.Contracts.Storage;
using AIOps.Contracts.Telemetry;
using AIOps.Server.Correlate;
using AIOps.Storage;
using AIOps.Storage.Operational;
using AIOps.TestKit;

namespace AIOps.Server.Tests.Correlate;

/// <summary>Two correlators over one store: one leads. When it stands still the other takes over, and nothing is lost or doubled by what the first still has in hand.</summary>
public sealed class CorrelatorFailoverTests
{
    private readonly ManualTime _time = new();
    private string _folder = "";
    private OperationalStore _store = null!;
    private CorrelatorNode _first = null!;
    private CorrelatorNode _second = null!;

    [SetUp]
    public async Task StartAsync()
    {
        _folder = Directory.CreateTempSubdirectory("aiops-failover-").FullName;
        _store = await OperationalStore.OpenAsync(new StorageOptions { DataFolder = _folder }, _time, CancellationToken.None);
        (_first, _second) = (new CorrelatorNode("first", _store, _time), new CorrelatorNode("second", _store, _time));
        await _first.StartAsync();
        await UntilAsync("the first leads", () => _first.Leads);
    }

    [TearDown]
    public async Task StopAsync()
    {
        await _first.DisposeAsync();
        await _second.DisposeAsync();
        await _store.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Test]
    public async Task WhileTheLeaderRenews_TheOtherWaits()
    {
        await _second.StartAsync();
        for (var second = 0; second < 30; second++)
        {
            await PassAsync(TimeSpan.FromSeconds(1));
            await UntilAsync("the lease has half its term at least", LeaseIsFreshAsync, TimeSpan.Zero);
            Assert.That(_second.Leads, Is.False);
        }
    }

    [Test]
    public async Task PausedLeader_IsReplaced_AndItsCommitIsRefused()
    {
        await RaiseAsync("orders", minutesAgo: 60);
        await UntilAsync("the first incident is saved", async () => (await IncidentsAsync()).Count == 1);

        // It stands still with an incident in hand that it did not save yet.
        _first.Store.Pause();
        await RaiseAsync("payments", minutesAgo: 40);
        await UntilAsync("the leader is caught in a write", () => _first.Store.Waiting > 0);
        await _second.StartAsync();
        await UntilAsync("the other one leads", () => _second.Leads);
        await UntilAsync("the other one took the signal", async () => (await IncidentsAsync()).Count == 2);
        _first.Store.GoOn();
        await UntilAsync("the first one noticed", () => _first.Store.Outcome is not null && !_first.Leads);
        await RaiseAsync("gateway", minutesAgo: 20);
        await UntilAsync("the third is saved", async () => (await IncidentsAsync()).Count == 3);

        var incidents = await IncidentsAsync();
        var opened = (await _store.ReadEventsAsync(0, 1000, CancellationToken.None)).Where(stored => stored.Type == EventTypes.IncidentOpened).ToList();
        Assert.Multiple(() =>
        {
            Assert.That(_first.Store.Outcome, Is.EqualTo(CommitOutcome.Fenced));
            Assert.That(incidents.Select(incident => incident.Id), Is.EquivalentTo(new[] { "INC-1", "INC-2", "INC-3" }));
            Assert.That(incidents.Select(incident => incident.Service), Is.EquivalentTo(new[] { "service:orders", "service:payments", "service:gateway" }));
            Assert.That(opened.Select(stored => stored.Stream), Is.Unique.And.Exactly(3).Items);
        });
    }

    [Test]
    public async Task ChangeThatOpenedNothing_IsKnownToTheSuccessor()
    {
        var now = _time.GetUtcNow();
        var change = new ChangeEvent { Id = "deploy-1", Entity = new EntityId("service:orders"), Kind = "deploy", At = now, ReceivedAt = now };
        await AppendAsync("change/deploy-1", EventTypes.ChangeObserved, AIOpsJson.Write(change));
        await UntilAsync("the change was read", async () => _first.Consumer.Position >= await _store.LastEventIdAsync(CancellationToken.None));
        var memo = await _store.FindAsync(DocumentKind.Correlation, "correlator", CancellationToken.None);
        Assert.That(memo, Is.Not.Null);
        Assert.That(AIOpsJson.Read<CorrelatorMemo>(memo!.Body).State.Changes.Select(kept => kept.Id), Is.EqualTo(new[] { "deploy-1" }));
    }

    private async Task<bool> LeaseIsFreshAsync() =>
        (await _store.ReadLeasesAsync(CancellationToken.None)).Any(lease => lease.Owner == "first" && lease.ExpiresAtMs - _time.GetUtcNow().ToUnixTimeMilliseconds() >= 4_000);

    /// <summary>Without a topology only what begins at the same time is one incident: these do not.</summary>
    private Task RaiseAsync(string service, int minutesAgo)
    {
        var now = _time.GetUtcNow();
        var alert = new ExternalAlert
        {
            Fingerprint = $"probe-{service}",
            Source = "probe",
            Name = "ProbeFailed",
            Entity = new EntityId($"service:{service}"),
            Severity = Severity.Critical,
            Firing = true,
            StartsAt = now.AddMinutes(-minutesAgo),
            ReceivedAt = now,
            Authenticated = true,
            StateFault = true,
            FaultKind = "down",
            Labels = new Dictionary<string, string>(StringComparer.Ordinal),
        };
        return AppendAsync($"alert/{alert.Fingerprint}", EventTypes.AlertReceived, AIOpsJson.Write(alert));
    }

    private async Task AppendAsync(string stream, string type, string payload)
    {
        var outcome = await _store.CommitAsync(new StoreCommit { Events = [new NewEvent(stream, type, payload)] }, CancellationToken.None);
        Assert.That(outcome, Is.EqualTo(CommitOutcome.Committed));
    }

    private async Task<IReadOnlyList<Incident>> IncidentsAsync() =>
        [.. (await _store.QueryAsync(new DocumentQuery(DocumentKind.Incident), CancellationToken.None)).Select(document => AIOpsJson.Read<Incident>(document.Body)).Where(incident => incident.State != IncidentState.Candidate)];

    private Task UntilAsync(string what, Func<bool> holds, TimeSpan? step = null) => UntilAsync(what, () => Task.FromResult(holds()), step);

    /// <summary>Lets time pass in steps until something holds; gives up after 20 s of ours.</summary>
    private async Task UntilAsync(string what, Func<Task<bool>> holds, TimeSpan? step = null)
    {
        using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (!await holds())
        {
            Assert.That(bound.IsCancellationRequested, Is.False, $"it does not hold that {what}");
            await PassAsync(step ?? TimeSpan.FromMilliseconds(500));
        }
    }

    /// <summary>Moves the clock and gives the processes time to act on it.</summary>
    private async Task PassAsync(TimeSpan span)
    {
        _time.Advance(span);
        await Task.Delay(50);
    }
}
