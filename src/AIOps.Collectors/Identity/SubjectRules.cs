using AIOps.Contracts.Telemetry;

namespace AIOps.Collectors.Identity;

/// <summary>
/// Labels of a single series that name whom it is about. For kube-state-metrics, cAdvisor, SNMP and black-box exporters the resource (or <c>job</c> and <c>instance</c>)
/// is the exporter, which is not the culprit.
/// </summary>
public static class SubjectRules
{
    private static readonly string[] Owners = ["deployment", "statefulset", "daemonset", "cronjob", "job_name", "replicaset", "horizontalpodautoscaler", "persistentvolumeclaim"];
    private static readonly string[] SnmpPrefixes = ["snmp_", "ifHC", "ifIn", "ifOut", "ifOper", "ifAdmin", "ifSpeed", "ifHighSpeed", "hrStorage", "hrProcessor", "sysUpTime"];
    private static readonly string[] SnmpDevices = ["ifName", "ifDescr", "ifIndex", "hrStorageDescr"];

    /// <summary>Finds the subject of a series.</summary>
    /// <param name="metric">The metric's name.</param>
    /// <param name="labels">The series' labels; those that name the subject are taken out.</param>
    /// <param name="exporter">The entity of the resource that told of it; the answer when no label names another.</param>
    public static EntityId Find(string metric, IList<KeyValuePair<string, string>> labels, EntityId exporter)
    {
        ArgumentException.ThrowIfNullOrEmpty(metric);
        ArgumentNullException.ThrowIfNull(labels);
        if (labels.Count == 0)
        {
            return exporter;
        }

        if (Take(labels, "service.name") is { } service)
        {
            return EntityRules.Make("service", Take(labels, "service.namespace"), service, Take(labels, "service.instance.id") ?? Take(labels, "k8s.pod.name"));
        }

        if (Take(labels, "k8s.pod.name") is { } k8sPod)
        {
            return Pod(Take(labels, "k8s.namespace.name"), Take(labels, "k8s.deployment.name"), k8sPod);
        }

        if (metric.StartsWith("kube_", StringComparison.Ordinal))
        {
            return Kubernetes(labels, exporter);
        }

        if (metric.StartsWith("container_", StringComparison.Ordinal))
        {
            return Container(labels, exporter);
        }

        if (metric.StartsWith("probe_", StringComparison.Ordinal) && (Take(labels, "target") ?? Take(labels, "instance")) is { } target)
        {
            return EntityRules.Make("endpoint", null, target, null);
        }

        return Array.Exists(SnmpPrefixes, prefix => metric.StartsWith(prefix, StringComparison.Ordinal)) ? Snmp(labels, exporter) : exporter;
    }

    private static EntityId Kubernetes(IList<KeyValuePair<string, string>> labels, EntityId exporter)
    {
        var space = Take(labels, "namespace");
        foreach (var owner in Owners)
        {
            if (Take(labels, owner) is { } name)
            {
                return EntityRules.Make("service", space, name, null);
            }
        }

        if (Take(labels, "pod") is { } pod)
        {
            return Pod(space, null, pod);
        }

        return Take(labels, "node") is { } node ? EntityRules.Make("host", null, node, null) : exporter;
    }

    private static EntityId Container(IList<KeyValuePair<string, string>> labels, EntityId exporter)
    {
        if (Take(labels, "pod") is { } pod)
        {
            return Pod(Take(labels, "namespace"), null, pod);
        }

        return Take(labels, "name") is { } name ? EntityRules.Make("service", null, name, null) : exporter;
    }

    private static EntityId Snmp(IList<KeyValuePair<string, string>> labels, EntityId exporter)
    {
        var device = Take(labels, "target") ?? Take(labels, "instance");
        string? part = null;
        foreach (var name in SnmpDevices)
        {
            part ??= Take(labels, name);
        }

        return device is not null ? EntityRules.Make("device", null, device, part) : part is not null ? exporter with { Member = part } : exporter;
    }

    private static EntityId Pod(string? space, string? owner, string pod) => EntityRules.Make("service", space, owner ?? EntityRules.WorkloadOfPod(pod), pod);

    private static string? Take(IList<KeyValuePair<string, string>> labels, string name)
    {
        for (var i = 0; i < labels.Count; i++)
        {
            if (labels[i].Key == name && labels[i].Value.Length > 0)
            {
                var value = labels[i].Value;
                labels.RemoveAt(i);
                return value;
            }
        }

        return null;
    }
}
