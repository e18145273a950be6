using System.Diagnostics;
using System.Globalization;
using AIOps.Contracts.Catalogue;
using AIOps.Contracts.Events;
using AIOps.Contracts.Incidents;
using AIOps.Contracts.Runs;
using AIOps.Contracts.Serialization;
using AIOps.Contracts.Storage;
using AIOps.Contracts.Telemetry;
using AIOps.Remediation;
using AIOps.Remediation.Engine;
using AIOps.Remediation.Runbooks;
using AIOps.Remediation.Safeguards;
using AIOps.Remediation.Trust;
using AIOps.Storage;
using AIOps.Storage.Operational;

namespace AIOps.Benchmarks;

/// <summary>
/// Time from an incident's event to the stored decision (a queued run, with its audit and the commit on SQLite), with one runbook and no other incident,
/// and with 500 runbooks and 1,000 open incidents.
/// </summary>
internal static class DecisionBenchmark
{
    private const int Decisions = 300;
    private const string Service = "service:shop/s";

    public static async Task RunAsync()
    {
        Console.WriteLine("| runbooks | open incidents | decisions | median ms | p95 ms | p99 ms | longest ms |");
        Console.WriteLine("|---|---|---|---|---|---|---|");
        foreach (var (runbooks, incidents) in new[] { (1, 0), (500, 1000) })
        {
            var took = await MeasureAsync(runbooks, incidents);
            took.Sort();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {runbooks} | {incidents} | {took.Count} | {At(took, .5):0.0} | {At(took, .95):0.0} | {At(took, .99):0.0} | {took[^1]:0.0} |"));
        }
    }

    private static double At(List<double> sorted, double share) => sorted[(int)(share * (sorted.Count - 1))];

    private static async Task<List<double>> MeasureAsync(int runbooks, int incidents)
    {
        var folder = Directory.CreateTempSubdirectory("aiops-bench-").FullName;
        for (var n = 0; n < runbooks; n++)
        {
            Directory.CreateDirectory(Path.Combine(folder, "runbooks", $"book-{n}"));
            await File.WriteAllTextAsync(Path.Combine(folder, "runbooks", $"book-{n}", "v1.yaml"), Runbook(n, last: n == runbooks - 1));
        }

        var shelf = new RunbookShelf(Path.Combine(folder, "runbooks"));
        shelf.Refresh();
        await using var store = await OperationalStore.OpenAsync(new StorageOptions { DataFolder = folder }, TimeProvider.System, CancellationToken.None);
        await TrustLedger.GrantAsync(store, $"book-{runbooks - 1}", "1.0.0", "test:service", TrustLevel.Auto, "bench", "bench", TimeProvider.System.GetUtcNow(), CancellationToken.None);
        var engine = new RemediationEngine(new EngineServices
        {
            Store = store,
            Catalogue = new Catalogue(),
            Signals = new Signals(),
            Shelf = shelf,
            Options = new RemediationOptions { MaxActiveRuns = 100, MaxRunsPerHour = 1000 },
            Self = new SelfIdentity { Endpoints = ["127.0.0.1:7070"], Folders = [folder] },
            Time = TimeProvider.System,
            GuardCommand = ["false"],
            Clock = new ClockWatch(TimeProvider.System),
        });
        for (var n = 0; n < incidents; n++)
        {
            await SaveAsync(store, Incident($"OPEN-{n}", n), decide: false);
        }

        await engine.LeadAsync(CancellationToken.None);
        var took = new List<double>();
        for (var n = 0; n < Decisions + 20; n++)
        {
            var incident = Incident($"INC-{n}", n);
            await SaveAsync(store, incident, decide: true);
            var after = await store.ReadCursorAsync(RemediationEngine.Consumer, CancellationToken.None);
            var events = await store.ReadEventsAsync(after, 1000, CancellationToken.None);
            var began = Stopwatch.GetTimestamp();
            await engine.HandleAsync(events, new CursorAdvance(RemediationEngine.Consumer, after, events[^1].Id), null, CancellationToken.None);
            var elapsed = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
            var run = RunDocument.Read((await store.QueryAsync(new DocumentQuery(DocumentKind.Run) { Key = incident.Id }, CancellationToken.None))[0]);
            if (run.State != RunState.Queued || run.RunbookId != $"book-{runbooks - 1}")
            {
                throw new InvalidOperationException($"{run.RunbookId} is {run.State}: {run.Reason}");
            }

            // Ended at once, so that no budget of what runs at a time fills up.
            await store.CommitAsync(new StoreCommit { Documents = [RunDocument.Write(run with { State = RunState.Succeeded })] }, CancellationToken.None);
            if (n >= 20)
            {
                took.Add(elapsed);
            }
        }

        Directory.Delete(folder, recursive: true);
        return took;
    }

    private static async Task SaveAsync(OperationalStore store, Incident incident, bool decide)
    {
        var body = AIOpsJson.Write(incident);
        await store.CommitAsync(
            new StoreCommit
            {
                Documents = [new DocumentWrite(DocumentKind.Incident, incident.Id, 0, incident.State.ToString(), incident.Service, 0, body)],
                Events = decide ? [new NewEvent($"incident/{incident.Id}", EventTypes.IncidentChanged, body)] : [],
            },
            CancellationToken.None);
    }

    private static Incident Incident(string id, int n)
    {
        var now = TimeProvider.System.GetUtcNow();
        var workload = $"{Service}{n % 1000}";
        return new Incident
        {
            Id = id,
            State = IncidentState.Open,
            Title = $"{workload} is down",
            Severity = Severity.Critical,
            Priority = Priority.P2,
            Service = workload,
            AnchorEntity = workload,
            Signals = [.. new[] { "ProbeFailed", "http.server.error_ratio", "http.server.request.duration.p95", "log.errors" }.Select((signal, index) => new IncidentSignal(Anomaly($"{id}-{index}", workload, signal, index == 0 ? "down" : "", now), now, ""))],
            RootCause = new RootCauseRanking { Version = 1, At = now, Confidence = 0.9, Undetermined = false, Suspects = [new Suspect { Entity = workload, Score = 3 }] },
            Anchors = new IncidentAnchors { ImpactStarted = new Anchor(now, AnchorSource.Inferred) },
            Trusted = true,
            UpdatedAt = now,
        };
    }

    private static Anomaly Anomaly(string id, string workload, string signal, string fault, DateTimeOffset at) => new()
    {
        Id = id,
        Kind = fault.Length > 0 ? AnomalyKind.Alert : AnomalyKind.Metric,
        State = AnomalyState.Open,
        Entity = new EntityId(workload, "m1"),
        Signal = signal,
        Severity = Severity.Critical,
        Score = 1,
        OnsetAt = at,
        DetectedAt = at,
        LastAt = at,
        StateFault = fault.Length > 0,
        FaultKind = fault,
    };

    // All but the last are looked at and do not fit, each for another reason.
    private static string Runbook(int n, bool last) => $$"""
        apiVersion: runbooks/v1
        id: book-{{n}}
        version: 1.0.0
        title: Runbook {{n}}
        owner: team-a
        trigger: { match: "{{(last ? "kind == 'down'" : $"(signals matches '(?i)never{n}|queue.*stall' or labels.code == '{n}') and kind not in ['down', 'hung']")}}", min_confidence: 0.5, severities: [critical, error] }
        targets: { selector: "attributes.url != ''", max_targets: 1, max_percent: 100 }
        autonomy: { max: auto }
        risk: { class: low, reversible: true }
        limits: { cooldown_per_target: 10m, runs_per_hour: 60, runs_per_day: 500, total_timeout: 10m }
        preconditions: [ { probe: failing } ]
        steps:
          - { id: one, uses: http, with: { url: "${target.attributes.url}", method: POST }, timeout: 30s }
        verify: { settle: 30s, window: 10s, must: [ { probe: answers } ] }
        """;

    private sealed class Catalogue : IServiceCatalogue
    {
        private readonly Dictionary<string, ServiceEntry> _services = Enumerable.Range(0, 1000).Select(n => new ServiceEntry
        {
            Workload = $"{Service}{n}",
            Environment = "test",
            DependsOn = n > 0 ? [$"{Service}{n - 1}"] : [],
            Members = [new MemberEntry("m1", new Dictionary<string, string>(StringComparer.Ordinal) { ["url"] = "http://127.0.0.1:1/repair" })],
        }).ToDictionary(service => service.Workload, StringComparer.Ordinal);

        public IReadOnlyList<ServiceEntry> Services => [.. _services.Values];

        public ServiceEntry? Find(string workload) => _services.GetValueOrDefault(workload);
    }

    private sealed class Signals : ISignalReader
    {
        public Task<IReadOnlyList<KeyValuePair<DateTimeOffset, double>>> ReadAsync(EntityId entity, string metric, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyList<KeyValuePair<DateTimeOffset, double>>>([]);

        public Task<bool?> ProbeAsync(EntityId entity, CancellationToken cancellationToken) => Task.FromResult<bool?>(false);
    }
}
