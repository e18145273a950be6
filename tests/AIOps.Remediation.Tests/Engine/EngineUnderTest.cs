using AIOps.Contracts.Incidents;
using AIOps.Contracts.Runs;
using AIOps.Contracts.Serialization;
using AIOps.Contracts.Storage;
using AIOps.Contracts.Events;
using AIOps.Remediation.Engine;
using AIOps.Remediation.Guarding;
using AIOps.Remediation.Runbooks;
using AIOps.Remediation.Safeguards;
using AIOps.Remediation.Steps;
using AIOps.Remediation.Trust;
using AIOps.Storage;
using AIOps.Storage.Operational;
using AIOps.TestKit;
using Microsoft.Extensions.Logging.Abstractions;
using Polly;

namespace AIOps.Remediation.Tests.Engine;

/// <summary>An engine on a real store with real guards; the test plays the correlator.</summary>
internal sealed class EngineUnderTest : IAsyncDisposable
{
    private readonly IOperationalStore _store;
    private readonly IAsyncDisposable _opened;
    private readonly CancellationTokenSource _stop = new();
    private Task _running = Task.CompletedTask;
    private RunDispatcher? _dispatcher;

    private EngineUnderTest(OperationalStore opened, IOperationalStore store, string folder, TestCatalogue catalogue, string? runbooks, SelfIdentity self, TimeProvider time, Action<ResiliencePipelineBuilder<StepOutcome>>? chaos)
    {
        (_opened, _store) = (opened, store);
        Folder = folder;
        Catalogue = catalogue;
        Runbooks = runbooks ?? Path.Combine(folder, "runbooks");
        Directory.CreateDirectory(Runbooks);
        Services = new EngineServices
        {
            Store = store,
            Catalogue = catalogue,
            Signals = Signals,
            Shelf = new RunbookShelf(Runbooks),
            Options = Options,
            Self = self,
            Time = time,
            GuardCommand = GuardCommandLine.Own(),
            Clock = new ClockWatch(time),
            Innermost = chaos,
        };
        Engine = new RemediationEngine(Services);
    }

    public string Folder { get; }

    public string Runbooks { get; }

    public TestCatalogue Catalogue { get; }

    public TestSignals Signals { get; } = new();

    public RemediationOptions Options { get; } = new() { LeaseTerm = TimeSpan.FromSeconds(15) };

    public EngineServices Services { get; set; }

    public RemediationEngine Engine { get; }

    public IOperationalStore Store => _store;

    /// <summary>Opens the store where this test has it: a database that is named, a folder that is named, or as <see cref="TestDatabase"/> chooses.</summary>
    public static async Task<EngineUnderTest> StartAsync(TestCatalogue catalogue, string? runbooks = null, string? folder = null, SelfIdentity? self = null, string? postgres = null, string? data = null, Func<IOperationalStore, IOperationalStore>? between = null, TimeProvider? time = null, Action<ResiliencePipelineBuilder<StepOutcome>>? chaos = null)
    {
        folder ??= Directory.CreateTempSubdirectory("aiops-remedy-").FullName;
        postgres ??= data is null ? await TestDatabase.ChooseAsync() : "";
        var store = await OperationalStore.OpenAsync(new StorageOptions { DataFolder = data ?? folder, PostgreSql = postgres }, TimeProvider.System, CancellationToken.None);
        return new EngineUnderTest(store, between?.Invoke(store) ?? store, folder, catalogue, runbooks, self ?? new SelfIdentity(), time ?? TimeProvider.System, chaos);
    }

    public string Runbook(string id, string yaml, params (string Name, string Text)[] scripts)
    {
        var folder = Directory.CreateDirectory(Path.Combine(Runbooks, id)).FullName;
        foreach (var (name, text) in scripts)
        {
            File.WriteAllText(Path.Combine(folder, name), text);
        }

        var file = Path.Combine(folder, "v1.yaml");
        File.WriteAllText(file, yaml);
        return file;
    }

    public Task GrantAsync(string runbook, TrustLevel level, string version = "1.0.0", string targetClass = "test:service") =>
        TrustLedger.GrantAsync(Store, runbook, version, targetClass, level, "an owner", "a test", TimeProvider.System.GetUtcNow(), CancellationToken.None);

    /// <summary>Stores an incident as the correlator does and lets the engine see it.</summary>
    public async Task<IReadOnlyList<Run>> TellAsync(Incident incident, bool pump = true)
    {
        Services.Shelf.Refresh();
        Assert.That(Services.Shelf.Mistakes, Is.Empty);
        var stored = await Store.FindAsync(DocumentKind.Incident, incident.Id, CancellationToken.None);
        var body = AIOpsJson.Write(incident);
        await Store.CommitAsync(new StoreCommit
        {
            Documents = [new DocumentWrite(DocumentKind.Incident, incident.Id, stored?.Version ?? 0, incident.State.ToString(), incident.Service, 0, body)],
            Events = [new NewEvent($"incident/{incident.Id}", EventTypes.IncidentChanged, body)],
        }, CancellationToken.None);
        if (pump)
        {
            await PumpAsync();
        }

        return await RunsAsync(incident.Id);
    }

    public async Task CommandAsync(RunCommand command)
    {
        await Store.CommitAsync(new StoreCommit { Events = [new NewEvent($"run/{command.RunId}", EventTypes.RunCommanded, AIOpsJson.Write(command))] }, CancellationToken.None);
        await PumpAsync();
    }

    public async Task PumpAsync()
    {
        var after = await Store.ReadCursorAsync(RemediationEngine.Consumer, CancellationToken.None);
        var events = await Store.ReadEventsAsync(after, 1000, CancellationToken.None);
        if (events.Count > 0)
        {
            Assert.That(await Engine.HandleAsync(events, new CursorAdvance(RemediationEngine.Consumer, after, events[^1].Id), null, CancellationToken.None), Is.EqualTo(CommitOutcome.Committed));
        }
    }

    public async Task<IReadOnlyList<Run>> RunsAsync(string incidentId = "INC-1") =>
        [.. (await Store.QueryAsync(new DocumentQuery(DocumentKind.Run) { Key = incidentId, OldestFirst = true }, CancellationToken.None)).Select(RunDocument.Read)];

    public RunDispatcher Dispatch()
    {
        _dispatcher = new RunDispatcher(Services, NullLogger<RunDispatcher>.Instance);
        Engine.OnQueued = _dispatcher.Wake;
        _running = _dispatcher.RunAsync(_stop.Token);
        return _dispatcher;
    }

    public async Task<Run> WaitAsync(string runId, Func<Run, bool>? until = null, double seconds = 180)
    {
        until ??= run => run.IsOver;
        var deadline = TimeProvider.System.GetTimestamp() + (long)(seconds * TimeProvider.System.TimestampFrequency);
        Run run;
        do
        {
            run = RunDocument.Read((await Store.FindAsync(DocumentKind.Run, runId, CancellationToken.None))!);
            if (until(run))
            {
                return run;
            }

            await Task.Delay(20);
        }
        while (TimeProvider.System.GetTimestamp() < deadline);
        Assert.Fail($"{runId} stayed {run.State}: {run.Reason} {string.Join("; ", run.Steps.Select(step => $"{step.Id} {step.State} {step.Error} {step.Output}"))}");
        return run;
    }

    public async Task<IReadOnlyList<IncidentAction>> AskedAsync(string incidentId = "INC-1") =>
        [.. (await Store.ReadStreamAsync($"incident/{incidentId}", 0, 1000, CancellationToken.None)).Where(stored => stored.Type == EventTypes.IncidentCommanded).Select(stored => AIOpsJson.Read<IncidentCommand>(stored.Payload).Action)];

    /// <summary>Waits until no lease is held.</summary>
    public async Task<bool> LeasesAreFreeAsync(double seconds = 60)
    {
        for (var left = seconds; left > 0; left -= 0.05)
        {
            if ((await Store.ReadLeasesAsync(CancellationToken.None)).Count == 0)
            {
                return true;
            }

            await Task.Delay(50);
        }

        return false;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running.WaitAsync(TimeSpan.FromSeconds(30));
        _dispatcher?.Dispose();
        await _opened.DisposeAsync();
        _stop.Dispose();
        Directory.Delete(Folder, recursive: true);
    }
}
