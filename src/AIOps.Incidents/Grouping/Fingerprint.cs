using System.Globalization;
using AIOps.Contracts.Events;

namespace AIOps.Incidents.Grouping;

/// <summary>What makes two signals the same complaint at different times: the workload, the signal and its lasting labels; never the member, the time or a value.</summary>
public static class Fingerprint
{
    /// <summary>Version of these rules; a working state of another version is read with its fingerprints made anew.</summary>
    public const int RulesVersion = 1;

    private static readonly HashSet<string> Fleeting = new(StringComparer.OrdinalIgnoreCase)
    {
        "instance", "pod", "pod_name", "container_id", "pid", "process.pid", "k8s.pod.name", "k8s.pod.uid", "container.id", "service.instance.id", "request_id", "trace_id", "span_id", "value",
    };

    /// <summary>"workload|signal|label=value,…" with fleeting labels left out.</summary>
    public static string Of(Anomaly anomaly)
    {
        ArgumentNullException.ThrowIfNull(anomaly);
        var name = string.Create(CultureInfo.InvariantCulture, $"{anomaly.Entity.Workload}|{anomaly.Signal}|");
        return anomaly.Labels.Count == 0
            ? name
            : name + string.Join(',', anomaly.Labels.Where(label => !Fleeting.Contains(label.Key)).OrderBy(label => label.Key, StringComparer.Ordinal).Select(label => $"{label.Key}={label.Value}"));
    }
}
