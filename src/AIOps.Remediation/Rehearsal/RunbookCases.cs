using AIOps.Contracts.Catalogue;
using AIOps.Contracts.Events;
using AIOps.Contracts.Incidents;
using AIOps.Contracts.Telemetry;
using AIOps.Remediation.Planning;
using AIOps.Remediation.Runbooks;

namespace AIOps.Remediation.Rehearsal;

/// <summary>Runs the cases beside a runbook (<c>v1.test.yaml</c>): given this incident and this catalogue, expect this plan or this refusal.</summary>
public static class RunbookCases
{
    private static readonly DateTimeOffset Now = new(2026, 1, 5, 12, 0, 0, TimeSpan.Zero);
    private static readonly Dictionary<string, bool?> ProbeStates = new(StringComparer.Ordinal) { ["answers"] = true, ["failing"] = false, ["unknown"] = null };
    private static readonly Dictionary<string, Severity> Severities = Enum.GetValues<Severity>().ToDictionary(level => level.ToString().ToLowerInvariant(), StringComparer.Ordinal);
    private static readonly Dictionary<string, AnomalyKind> Kinds = Enum.GetValues<AnomalyKind>().ToDictionary(kind => kind.ToString().ToLowerInvariant(), StringComparer.Ordinal);
    private static readonly Dictionary<string, AnomalyDirection> Directions = Enum.GetValues<AnomalyDirection>().ToDictionary(kind => kind.ToString().ToLowerInvariant(), StringComparer.Ordinal);

    /// <summary>The test file that belongs to a runbook's file.</summary>
    public static string FileOf(string runbookFile) => Path.ChangeExtension(runbookFile, ".test.yaml");

    /// <summary>Runs all cases of a runbook.</summary>
    /// <param name="runbook">The runbook.</param>
    /// <param name="mistakes">Gets mistakes of the test file itself.</param>
    public static IReadOnlyList<CaseResult> Run(Runbook runbook, ICollection<RunbookMistake> mistakes)
    {
        ArgumentNullException.ThrowIfNull(runbook);
        ArgumentNullException.ThrowIfNull(mistakes);
        var file = FileOf(runbook.File);
        if (!File.Exists(file))
        {
            mistakes.Add(new RunbookMistake(file, 1, "", "", "there is no test file", "write at least one case that expects a plan and one that expects a refusal"));
            return [];
        }

        var found = new List<RunbookMistake>();
        var results = new List<CaseResult>();
        if (YamlTree.Read(file, File.ReadAllText(file), found) is { } root)
        {
            var reader = new MapReader(file, root, "", found);
            foreach (var one in reader.Maps("cases", required: true, max: 200))
            {
                results.Add(One(runbook, file, one));
            }

            reader.Done();
        }

        foreach (var mistake in found)
        {
            mistakes.Add(mistake);
        }

        return results;
    }

    private static CaseResult One(Runbook runbook, string file, MapReader reader)
    {
        var name = reader.Text("name", max: 200);
        var service = reader.Map("service", required: false) is { } its ? Service(its) : null;
        var (incident, change) = Incident(reader.Map("incident", required: true));
        var probes = new Dictionary<string, bool?>(StringComparer.Ordinal);
        if (reader.Map("probes", required: false) is { } said)
        {
            foreach (var entity in said.Keys.ToList())
            {
                probes[entity] = ProbeStates.GetValueOrDefault(said.Text(entity, pattern: "^(answers|failing|unknown)$", remedy: "answers, failing or unknown"));
            }

            said.Done();
        }

        var parameters = Texts(reader.Map("params", required: false));
        var (targets, refusal, steps) = Expected(reader.Map("expect", required: true));
        reader.Done();
        return new CaseResult(file, name, Judge(runbook, service, incident, change, probes, parameters, targets, refusal, steps));
    }

    private static string? Judge(Runbook runbook, ServiceEntry? service, Incident incident, RecentChange? change, Dictionary<string, bool?> probes, SortedDictionary<string, string> parameters, IReadOnlyList<string> targets, string refusal, IReadOnlyList<string> steps)
    {
        var picture = IncidentPicture.Of(incident, new CaseCatalogue(service), change is null ? [] : [change]);
        if (picture is null || RunbookChoice.Fitting([runbook], picture).Count == 0)
        {
            return refusal == "no-match" ? null : $"the trigger does not match; expected {(refusal.Length > 0 ? refusal : string.Join(", ", targets))}";
        }

        var (prepared, refused) = Planner.Plan(new PlanRequest { RunId = "RUN-0", Runbook = runbook, Picture = picture, Probes = probes, Params = parameters });
        if (refused is not null)
        {
            return refusal == refused.Code ? null : $"it was refused ({refused}); expected {(refusal.Length > 0 ? refusal : string.Join(", ", targets))}";
        }

        if (refusal.Length > 0)
        {
            return $"it planned for {string.Join(", ", prepared!.Plan.Targets)}; expected the refusal {refusal}";
        }

        var planned = prepared!.Steps.Select(StepWords.Describe).ToList();
        return !prepared.Plan.Targets.SequenceEqual(targets, StringComparer.Ordinal)
            ? $"it planned for {string.Join(", ", prepared.Plan.Targets)}; expected {string.Join(", ", targets)}"
            : steps.Count > 0 && !planned.SequenceEqual(steps, StringComparer.Ordinal) ? $"its steps are [{string.Join("; ", planned)}]; expected [{string.Join("; ", steps)}]" : null;
    }

    private static ServiceEntry Service(MapReader reader)
    {
        var entry = new ServiceEntry
        {
            Workload = reader.Text("workload"),
            Environment = reader.Text("environment", "test"),
            Tier = reader.Whole("tier", 3, 1, 5),
            DependsOn = reader.Texts("depends_on"),
            Attributes = Texts(reader.Map("attributes", required: false)),
            Members =
            [
                .. reader.Maps("members").Select(member =>
                {
                    var one = new MemberEntry(member.Text("name"), Texts(member.Map("attributes", required: false)));
                    member.Done();
                    return one;
                }),
            ],
        };
        reader.Done();
        return entry;
    }

    private static (Incident Incident, RecentChange? Change) Incident(MapReader? reader)
    {
        var culprit = reader?.Text("culprit") ?? "service:none";
        var workload = EntityId.Parse(culprit.Length > 0 ? culprit : "service:none").Workload;
        var severity = reader?.Choice("severity", Severity.Error, Severities) ?? Severity.Error;
        var signals = (reader?.Maps("signals") ?? []).Select((signal, index) => Signal(signal, index, workload, severity)).ToList();
        RecentChange? change = null;
        if (reader?.Map("change", required: false) is { } changed)
        {
            change = new RecentChange("change", changed.Text("kind"), changed.Text("version", ""), changed.Text("summary", ""), Now.AddMinutes(-1));
            changed.Done();
        }

        var evidence = reader?.Texts("evidence").Select(name => new EvidenceTerm(name, 1, name)).ToList() ?? [];
        var incident = new Incident
        {
            Id = "INC-0",
            State = IncidentState.Open,
            Title = culprit,
            Severity = severity,
            Priority = Priority.P3,
            Service = workload,
            AnchorEntity = culprit,
            Signals = signals,
            Predicted = reader?.Flag("predicted", fallback: false) ?? false,
            RootCause = new RootCauseRanking { Version = 1, At = Now, Confidence = reader?.Number("confidence", 0.9, 0, 1) ?? 0, Undetermined = false, Suspects = [new Suspect { Entity = culprit.Length > 0 ? culprit : "service:none", Score = 1, For = evidence }] },
            Anchors = new IncidentAnchors { ImpactStarted = new Anchor(Now, AnchorSource.Inferred) },
            UpdatedAt = Now,
        };
        reader?.Done();
        return (incident, change);
    }

    private static IncidentSignal Signal(MapReader reader, int index, string workload, Severity severity)
    {
        var fault = reader.Text("fault", "");
        var member = reader.Text("member", "");
        var anomaly = new Anomaly
        {
            Id = $"signal-{index}",
            Kind = reader.Choice("kind", fault.Length > 0 ? AnomalyKind.Alert : AnomalyKind.Metric, Kinds),
            State = AnomalyState.Open,
            Entity = new EntityId(workload, member.Length > 0 ? member : null),
            Signal = reader.Text("signal"),
            Severity = reader.Choice("severity", severity, Severities),
            Score = 1,
            Direction = reader.Choice("direction", AnomalyDirection.Up, Directions),
            Statistic = reader.Text("statistic", ""),
            Labels = Texts(reader.Map("labels", required: false)),
            OnsetAt = Now,
            DetectedAt = Now,
            LastAt = Now,
            StateFault = fault.Length > 0,
            FaultKind = fault,
        };
        reader.Done();
        return new IncidentSignal(anomaly, Now, "");
    }

    private static (IReadOnlyList<string> Targets, string Refusal, IReadOnlyList<string> Steps) Expected(MapReader? reader)
    {
        var expected = (reader?.Texts("targets") ?? [], reader?.Text("refusal", "") ?? "", reader?.Texts("steps") ?? []);
        reader?.Done();
        return expected;
    }

    private static SortedDictionary<string, string> Texts(MapReader? reader)
    {
        var texts = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var key in reader?.Keys.ToList() ?? [])
        {
            texts[key] = reader!.Text(key, max: 2000);
        }

        return texts;
    }
}
