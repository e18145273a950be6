using System.Text.Json;
using AIOps.Contracts.Events;
using AIOps.Contracts.Storage;
using AIOps.Contracts.Telemetry;
using AIOps.Incidents.RootCause;
using AIOps.Incidents.Topology;

namespace AIOps.Server.Offline;

/// <summary>A recorded failure in a folder, as evidence for the ranking. A file that is missing is less evidence; a cell that is no number is a missing sample.</summary>
internal sealed class RcaCase
{
    private const string Prefix = "service:";

    private RcaCase(string id, RootCauseInput input)
    {
        Id = id;
        Input = input;
    }

    /// <summary>"dataset/case".</summary>
    public string Id { get; }

    public RootCauseInput Input { get; }

    public static RcaCase Load(string folder)
    {
        var path = Path.Combine(folder, "incident.json");
        using var incident = JsonDocument.Parse(File.ReadAllText(path));
        var root = incident.RootElement;
        var id = $"{Text(root, "dataset") ?? Path.GetFileName(Path.GetDirectoryName(Path.GetFullPath(folder)))}/{Text(root, "case") ?? Path.GetFileName(folder)}";
        if (!root.TryGetProperty("alert_time", out var alert) || alert.ValueKind != JsonValueKind.Number || !alert.TryGetDouble(out var alertSeconds))
        {
            throw new InvalidDataException($"{path}: 'alert_time' is missing or no number; write Unix seconds");
        }

        var baseline = Text(root, "baseline") is { Length: > 0 } name ? Path.GetFullPath(Path.Combine(folder, name)) : null;
        var onset = DateTimeOffset.FromUnixTimeMilliseconds((long)(alertSeconds * 1000));
        var metrics = MetricColumns.Read(Path.Combine(folder, "metrics.csv"), baseline);
        var topology = new TopologyGraph();
        ReadEdges(folder, topology);
        var calls = CallTable.Read(folder, baseline);
        foreach (var call in calls.Where(call => call.Caller.Length > 0 && call.Caller != call.Callee))
        {
            topology.Observe(new EdgeObservation(call.Caller, call.Callee, EdgeKind.Calls, onset.ToUnixTimeMilliseconds(), (long)call.Counts.Sum()));
        }

        return new RcaCase(id, new RootCauseInput
        {
            OnsetAt = onset,
            At = onset,
            Series = metrics.Series,
            NormalUntil = metrics.NormalUntilMs is { } until ? DateTimeOffset.FromUnixTimeMilliseconds(until) : null,
            Calls = calls,
            Logs = LogTable.Read(folder, baseline),
            Changes = ChangeTable.Read(folder),
            Topology = topology,
            SymptomMetrics = root.TryGetProperty("sli", out var symptoms) && symptoms.ValueKind == JsonValueKind.Array
                ? [.. Texts(symptoms).Where(item => item.Contains('|', StringComparison.Ordinal)).Select(item => item[(item.IndexOf('|', StringComparison.Ordinal) + 1)..])]
                : [],
            Symptoms = root.TryGetProperty("sli", out var sli) && sli.ValueKind == JsonValueKind.Array
                ? [.. Texts(sli).Where(item => item.Length > 0).Select(item => Workload(item.Split('|')[0].Split('@')[0])).Distinct(StringComparer.Ordinal)]
                : [],
        });
    }

    public static string Workload(string name) => Prefix + name;

    public static string Name(string workload) => workload.StartsWith(Prefix, StringComparison.Ordinal) ? workload[Prefix.Length..] : workload;

    private static string? Text(JsonElement element, string name) => element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static void ReadEdges(string folder, TopologyGraph topology)
    {
        var path = Path.Combine(folder, "topology.json");
        if (File.Exists(path))
        {
            using var document = JsonDocument.Parse(File.ReadAllText(path));
            if (document.RootElement.TryGetProperty("edges", out var edges) && edges.ValueKind == JsonValueKind.Array)
            {
                foreach (var edge in edges.EnumerateArray().Where(edge => edge.ValueKind == JsonValueKind.Array && edge.GetArrayLength() >= 2 && edge[0].ValueKind == JsonValueKind.String && edge[1].ValueKind == JsonValueKind.String))
                {
                    topology.Observe(new EdgeObservation(Workload(edge[0].GetString()!), Workload(edge[1].GetString()!), EdgeKind.Calls, 0));
                }
            }
        }

        ReadEdgeTable(Path.Combine(folder, "edges.csv"), topology);
    }

    private static void ReadEdgeTable(string path, TopologyGraph topology)
    {
        if (!File.Exists(path))
        {
            return;
        }

        using var table = new CsvTable(path);
        int Find(params string[] names) => names.Select(name => table.Header.ToList().FindIndex(column => column.Equals(name, StringComparison.OrdinalIgnoreCase))).FirstOrDefault(at => at >= 0, -1);
        var (from, to) = (Find("caller", "client", "source", "src", "from"), Find("callee", "server", "destination", "dst", "target", "svc", "to"));
        while (from >= 0 && to >= 0 && table.Read())
        {
            if (table.Text(from) is { Length: > 0 } caller && table.Text(to) is { Length: > 0 } callee)
            {
                topology.Observe(new EdgeObservation(Workload(caller), Workload(callee), EdgeKind.Calls, 0));
            }
        }
    }

    private static IEnumerable<string> Texts(JsonElement list) =>
        list.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!);
}
