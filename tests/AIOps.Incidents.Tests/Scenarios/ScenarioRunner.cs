using System.Globalization;
using System.Text.Json;
using AIOps.Contracts.Catalogue;
using AIOps.Contracts.Events;
using AIOps.Contracts.Incidents;
using AIOps.Contracts.Serialization;
using AIOps.Contracts.Telemetry;
using AIOps.Incidents.Correlation;
using AIOps.Incidents.Maintenance;
using AIOps.Incidents.Topology;

namespace AIOps.Incidents.Tests.Scenarios;

/// <summary>
/// Runs a scenario text: a timeline of signals and what must come out. Time is seconds from the start; the correlator ticks every second between the lines.
/// See the texts beside this file; README.txt there lists the verbs.
/// </summary>
internal sealed class ScenarioRunner
{
    private static readonly DateTimeOffset Start = new(2026, 1, 5, 12, 0, 0, TimeSpan.Zero);
    private readonly TopologyGraph _topology = new();
    private readonly Dictionary<string, ServiceEntry> _catalogue = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Anomaly> _anomalies = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ExternalAlert> _alerts = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, Incident> _incidents = new(StringComparer.Ordinal);
    private readonly List<string> _raw = [];
    private readonly List<string> _problems = [];
    private Correlator? _correlator;
    private CorrelatorOptions _options = new()
    {
        CandidateWindow = TimeSpan.FromSeconds(120),
        StabilityWindow = TimeSpan.FromSeconds(60),
        KeepFiring = TimeSpan.FromSeconds(5),
    };

    private int _now;
    private int _number;
    private string? _rejection;

    /// <summary>Everything that did not come out as written; empty when all did.</summary>
    public IReadOnlyList<string> Run(string text)
    {
        var lineNumber = 0;
        foreach (var raw in text.Split('\n'))
        {
            lineNumber++;
            var line = raw.Split('#')[0].Trim();
            if (line.Length == 0)
            {
                continue;
            }

            try
            {
                Step(line);
            }
            catch (Exception problem) when (problem is FormatException or KeyNotFoundException or ArgumentException or IndexOutOfRangeException)
            {
                _problems.Add($"line {lineNumber} '{line}': {problem.Message}");
            }
            catch (InvalidOperationException problem)
            {
                _problems.Add($"line {lineNumber} '{line}': {problem.Message}");
            }
        }

        return _problems;
    }

    private Correlator Correlator => _correlator ??= new Correlator(_options, _topology, workload => _catalogue.GetValueOrDefault(workload), () => $"I{++_number}");

    private static string Workload(string name) => name.Contains(':', StringComparison.Ordinal) ? name : $"service:{name}";

    private static EntityId Entity(string name)
    {
        var parts = name.Split('@');
        return new EntityId(Workload(parts[0]), parts.Length > 1 ? parts[1] : null);
    }

    private static DateTimeOffset At(int second) => Start.AddSeconds(second);

    private void Step(string line)
    {
        var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (!int.TryParse(words[0], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var second))
        {
            Declare(words);
            return;
        }

        while (_now < second)
        {
            _now++;
            Keep(Correlator.Tick(At(_now)));
        }

        var options = words.Skip(2).Where(word => word.Contains('=', StringComparison.Ordinal)).Select(word => word.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal);
        var names = words.Skip(2).Where(word => !word.Contains('=', StringComparison.Ordinal)).ToArray();
        Act(words[1], names, options);
    }

    private void Declare(string[] words)
    {
        switch (words[0])
        {
            case "calls":
                for (var i = 1; i + 1 < words.Length; i++)
                {
                    _topology.Observe(new EdgeObservation(Workload(words[i]), Workload(words[i + 1]), EdgeKind.Calls, Start.ToUnixTimeMilliseconds(), 100));
                }

                break;
            case "host":
                foreach (var resident in words.Skip(2))
                {
                    _topology.Observe(new EdgeObservation(Workload(resident), $"host:{words[1]}", EdgeKind.RunsOn, Start.ToUnixTimeMilliseconds()));
                }

                break;
            case "members":
                foreach (var member in words.Skip(2))
                {
                    _topology.Observe(new EntityObservation(new EntityId(Workload(words[1]), member), At(_now).ToUnixTimeMilliseconds(), new Dictionary<string, string>(StringComparer.Ordinal)));
                }

                break;
            case "service":
                var options = words.Skip(2).Select(word => word.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal);
                _catalogue[Workload(words[1])] = new ServiceEntry
                {
                    Workload = Workload(words[1]),
                    Tier = options.TryGetValue("tier", out var tier) ? int.Parse(tier, CultureInfo.InvariantCulture) : 3,
                    CustomerShare = options.TryGetValue("customers", out var share) ? double.Parse(share, CultureInfo.InvariantCulture) : null,
                };
                break;
            case "set":
                typeof(CorrelatorOptions).GetProperty(words[1])!.SetValue(_options, TimeSpan.FromSeconds(double.Parse(words[2], CultureInfo.InvariantCulture)));
                break;
            default:
                throw new FormatException($"'{words[0]}' is no declaration");
        }
    }

    private void Act(string verb, string[] names, Dictionary<string, string> options)
    {
        var now = At(_now);
        switch (verb)
        {
            case "raise":
                _anomalies[names[0]] = new Anomaly
                {
                    Id = names[0],
                    Kind = options.TryGetValue("kind", out var kind) ? Enum.Parse<AnomalyKind>(kind, ignoreCase: true) : AnomalyKind.Metric,
                    State = AnomalyState.Open,
                    Entity = Entity(names[1]),
                    Signal = names[2],
                    Severity = Enum.Parse<Severity>(options.GetValueOrDefault("severity", "error"), ignoreCase: true),
                    Score = double.Parse(options.GetValueOrDefault("score", ".9"), CultureInfo.InvariantCulture),
                    Direction = AnomalyDirection.Up,
                    OnsetAt = At(options.TryGetValue("onset", out var onset) ? int.Parse(onset, CultureInfo.InvariantCulture) : _now),
                    DetectedAt = now,
                    LastAt = now,
                    StateFault = options.ContainsKey("state"),
                    FaultKind = options.GetValueOrDefault("state", ""),
                };
                Keep(Correlator.Apply(_anomalies[names[0]], now));
                break;
            case "clear":
            case "gone":
            case "again":
                foreach (var id in names)
                {
                    _anomalies[id] = _anomalies[id] with { State = verb switch { "clear" => AnomalyState.Cleared, "gone" => AnomalyState.Gone, _ => AnomalyState.Open } };
                    Keep(Correlator.Apply(_anomalies[id], now));
                }

                break;
            case "alert":
                _alerts[names[0]] = new ExternalAlert
                {
                    Fingerprint = names[0],
                    Source = options.GetValueOrDefault("source", "alertmanager"),
                    Name = names[2],
                    Entity = names[1] == "-" ? new EntityId("") : Entity(names[1]),
                    Severity = Enum.Parse<Severity>(options.GetValueOrDefault("severity", "critical"), ignoreCase: true),
                    Firing = true,
                    StartsAt = now,
                    ReceivedAt = now,
                    Authenticated = options.GetValueOrDefault("trusted", "yes") == "yes",
                    StateFault = options.ContainsKey("state"),
                    FaultKind = options.GetValueOrDefault("state", ""),
                    CausalityId = options.GetValueOrDefault("echo"),
                    Labels = new Dictionary<string, string>(StringComparer.Ordinal) { ["exit"] = options.GetValueOrDefault("exit", "") },
                };
                Keep(Correlator.Apply(_alerts[names[0]], now));
                break;
            case "resolve-alert":
                _alerts[names[0]] = _alerts[names[0]] with { Firing = false, EndsAt = now };
                Keep(Correlator.Apply(_alerts[names[0]], now));
                break;
            case "change":
                Keep(Correlator.Apply(new ChangeEvent { Id = names[0], Entity = Entity(names[1]), Kind = names[2], At = now, ReceivedAt = now }, now));
                break;
            case "members":
                Declare(["members", .. names]);
                break;
            case "maintenance":
                Keep(Correlator.Apply(new MaintenanceWindow(names[0], [.. names.Skip(1).Select(Workload)], now, At(int.Parse(options["until"], CultureInfo.InvariantCulture)), "planned work"), now));
                break;
            case "do":
                Command(names, options, now);
                break;
            case "culprit":
                Keep(Correlator.Apply(
                    names[0],
                    new RootCauseRanking { Version = 0, At = now, Suspects = [new Suspect { Entity = Workload(names[1]), Score = 1 }], Confidence = .9, Undetermined = false },
                    now));
                break;
            case "restart":
                Restart();
                break;
            case "expect":
                Expect(names, options);
                break;
            default:
                throw new FormatException($"'{verb}' is no verb");
        }
    }

    private void Command(string[] names, Dictionary<string, string> options, DateTimeOffset now)
    {
        var command = new IncidentCommand(names[1], Enum.Parse<IncidentAction>(names[0], ignoreCase: true), options.GetValueOrDefault("by", "aiops"), now)
        {
            Note = options.GetValueOrDefault("note", ""),
            RunId = options.GetValueOrDefault("run"),
            OtherIncidentId = options.GetValueOrDefault("into"),
            AnomalyIds = options.TryGetValue("signals", out var signals) ? signals.Split(',') : [],
            Moment = options.TryGetValue("moment", out var moment) ? At(int.Parse(moment, CultureInfo.InvariantCulture)) : null,
            Assisted = options.ContainsKey("assisted"),
            Priority = options.TryGetValue("priority", out var priority) ? Enum.Parse<Priority>(priority) : null,
        };
        var outcome = Correlator.Apply(command, now);
        _rejection = outcome.Rejection;
        Keep(outcome);
        if (_rejection is not null && !options.ContainsKey("rejected"))
        {
            throw new InvalidOperationException($"rejected: {_rejection}");
        }

        if (_rejection is null && options.ContainsKey("rejected"))
        {
            throw new InvalidOperationException("was taken, and should have been rejected");
        }
    }

    /// <summary>What a restart of the service does: all is saved as JSON and taken up by a new correlator.</summary>
    private void Restart()
    {
        var state = AIOpsJson.Write(Correlator.Save());
        var incidents = Correlator.Incidents.Select(incident => AIOpsJson.Write(incident)).ToArray();
        _correlator = null;
        Correlator.Restore(AIOpsJson.Read<CorrelatorState>(state), incidents.Select(AIOpsJson.Read<Incident>));
    }

    private void Keep(CorrelationOutcome outcome)
    {
        foreach (var incident in outcome.Changed)
        {
            _incidents[incident.Id] = incident;
        }

        _raw.AddRange(outcome.RawPages.Select(alert => alert.Fingerprint));
    }

    private void Expect(string[] names, Dictionary<string, string> options)
    {
        foreach (var (key, wanted) in options)
        {
            var found = names.Length == 0 ? Overall(key) : Of(_incidents[names[0]], key);
            if (found != wanted)
            {
                throw new InvalidOperationException($"{key} is {found}, expected {wanted}{(names.Length > 0 ? $"; {Describe(_incidents[names[0]])}" : $"; {string.Join(" | ", _incidents.Values.Select(Describe))}")}");
            }
        }
    }

    private static string Describe(Incident incident) =>
        $"{incident.Id} {incident.State} {incident.Priority} page={incident.Page.Wanted} at {incident.AnchorEntity} [{string.Join(',', incident.Signals.Select(signal => signal.Anomaly.Id))}]";

    private string Overall(string key) => key switch
    {
        "shown" => $"{_incidents.Values.Count(incident => incident.State is not (IncidentState.Candidate or IncidentState.Cancelled or IncidentState.Merged))}",
        "all" => $"{_incidents.Count}",
        "pages" => $"{_incidents.Values.Count(incident => incident.Page.Wanted)}",
        "raw" => string.Join(',', _raw),
        _ => throw new FormatException($"'{key}' is no expectation"),
    };

    private static string Of(Incident incident, string key) => key switch
    {
        "state" => incident.State.ToString(),
        "priority" => incident.Priority.ToString(),
        "severity" => incident.Severity.ToString().ToLowerInvariant(),
        "page" => !incident.Page.Wanted ? "no" : incident.Page.HeldUntil is { } until ? $"held:{(until - Start).TotalSeconds:0}" : "yes",
        "anchor" => incident.AnchorEntity.Replace("service:", "", StringComparison.Ordinal),
        "service" => incident.Service.Replace("service:", "", StringComparison.Ordinal),
        "signals" => string.Join(',', incident.Signals.Select(signal => signal.Anomaly.Id).Order(StringComparer.Ordinal)),
        "count" => $"{incident.Signals.Count}",
        "mode" => incident.Mode.ToString().ToLowerInvariant(),
        "predicted" => incident.Predicted ? "yes" : "no",
        "trusted" => incident.Trusted ? "yes" : "no",
        "parent" => incident.ParentId ?? "-",
        "merged" => incident.MergedInto ?? "-",
        "repeat" => incident.RepeatOf ?? "-",
        "cancelled" => incident.CancelReason ?? "-",
        "owner" => incident.Owner ?? "-",
        "impact" => Second(incident.Anchors.ImpactStarted),
        "detected" => Second(incident.Anchors.Detected),
        "foretold" => Second(incident.Anchors.Predicted),
        "notified" => Second(incident.Anchors.Notified),
        "acked" => Second(incident.Anchors.Acknowledged),
        "engaged" => Second(incident.Anchors.AutoEngaged),
        "mitigated" => Second(incident.Anchors.Mitigated),
        "resolved" => Second(incident.Anchors.Resolved),
        "reopened" => $"{incident.Anchors.Reopened.Count}",
        "runs" => string.Join(',', incident.RunIds),
        _ => throw new FormatException($"'{key}' is no expectation"),
    };

    private static string Second(Anchor? anchor) => anchor is null ? "-" : (anchor.At - Start).TotalSeconds.ToString("0", CultureInfo.InvariantCulture);
}
