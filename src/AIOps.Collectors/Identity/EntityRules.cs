using System.Buffers;
using AIOps.Contracts.Telemetry;

namespace AIOps.Collectors.Identity;

/// <summary>
/// Who telemetry is about. A resource names a workload (stable) and a member (comes and goes); labels of a single series that name a subject
/// (a pod seen by kube-state-metrics, a target of a prober) win over the exporter that told of it.
/// </summary>
public static class EntityRules
{
    private const int MaxName = 240;

    // Letters that Kubernetes draws random names from: no vowels, no 0, 1 or 3, so that no words come out.
    private static readonly SearchValues<char> RandomLetters = SearchValues.Create("bcdfghjklmnpqrstvwxz2456789");

    private static readonly string[] K8sOwners = ["k8s.deployment.name", "k8s.statefulset.name", "k8s.daemonset.name", "k8s.cronjob.name", "k8s.job.name", "k8s.replicaset.name"];
    private static readonly string[] Members = ["service.instance.id", "k8s.pod.name", "container.id", "container.name"];

    /// <summary>The entity of a resource by its OpenTelemetry attributes.</summary>
    /// <param name="resource">Resource attributes; only their texts matter.</param>
    /// <returns><c>service:namespace/name</c>, <c>service:name</c>, <c>host:name</c>, or <c>service:unknown</c> when nothing names it.</returns>
    public static EntityId OfResource(IReadOnlyDictionary<string, string> resource)
    {
        ArgumentNullException.ThrowIfNull(resource);
        if (Text(resource, "service.name") is { } service)
        {
            return Make("service", Text(resource, "service.namespace"), service, MemberOf(resource));
        }

        foreach (var owner in K8sOwners)
        {
            if (Text(resource, owner) is { } name)
            {
                return Make("service", Text(resource, "k8s.namespace.name"), name, MemberOf(resource));
            }
        }

        if (Text(resource, "k8s.pod.name") is { } pod)
        {
            return Make("service", Text(resource, "k8s.namespace.name"), WorkloadOfPod(pod), pod);
        }

        if ((Text(resource, "host.name") ?? Text(resource, "k8s.node.name")) is { } host)
        {
            return Make("host", null, host, Text(resource, "container.name") ?? Text(resource, "container.id"));
        }

        return Make("service", null, Text(resource, "container.name") ?? "unknown", MemberOf(resource));
    }

    /// <summary>The host that a resource runs on as a workload, or null when it does not say or is that host itself.</summary>
    /// <param name="resource">Resource attributes.</param>
    /// <param name="entity">The resource's entity.</param>
    public static string? HostOf(IReadOnlyDictionary<string, string> resource, EntityId entity)
    {
        ArgumentNullException.ThrowIfNull(resource);
        ArgumentNullException.ThrowIfNull(entity);
        return entity.Kind != "host" && (Text(resource, "host.name") ?? Text(resource, "k8s.node.name")) is { } host ? Make("host", null, host, null).Workload : null;
    }

    /// <summary>A service by its name as a peer knows it: a full name <c>namespace/name</c> is kept.</summary>
    public static string ServiceWorkload(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return Make("service", null, name, null).Workload;
    }

    /// <summary>A workload of any kind, its name cleaned and bounded.</summary>
    public static string Workload(string kind, string name) => Make(kind, null, name, null).Workload;

    /// <summary>The workload that a pod belongs to, by the shapes of the names that Kubernetes makes: <c>orders-5d9c7b6f4d-x2x7k</c> (deployment), <c>db-0</c> (stateful set), <c>agent-x2x7k</c> (daemon set).</summary>
    public static string WorkloadOfPod(string pod)
    {
        ArgumentException.ThrowIfNullOrEmpty(pod);
        var last = pod.LastIndexOf('-');
        if (last <= 0)
        {
            return pod;
        }

        var tail = pod.AsSpan(last + 1);
        if (tail.Length == 5 && IsRandom(tail))
        {
            var before = pod.LastIndexOf('-', last - 1);
            var middle = before > 0 ? pod.AsSpan((before + 1)..last) : default;
            return middle.Length is >= 8 and <= 10 && IsRandom(middle) ? pod[..before] : pod[..last];
        }

        return tail.Length is > 0 and <= 4 && !tail.ContainsAnyExceptInRange('0', '9') ? pod[..last] : pod;
    }

    internal static EntityId Make(string kind, string? space, string name, string? member)
    {
        var full = space is null || name.StartsWith(space + "/", StringComparison.Ordinal) ? name : $"{space}/{name}";
        return new EntityId($"{kind}:{Clean(full, '@')}", member is null ? null : Clean(member, '\n'));
    }

    private static string? MemberOf(IReadOnlyDictionary<string, string> resource)
    {
        foreach (var name in Members)
        {
            if (Text(resource, name) is { } member)
            {
                return member;
            }
        }

        return Text(resource, "process.pid") is { } pid ? $"{Text(resource, "host.name") ?? "process"}:{pid}" : Text(resource, "host.name");
    }

    private static string? Text(IReadOnlyDictionary<string, string> resource, string name) =>
        resource.TryGetValue(name, out var value) && !string.IsNullOrWhiteSpace(value) ? value : null;

    private static bool IsRandom(ReadOnlySpan<char> text) => !text.ContainsAnyExcept(RandomLetters);

    // '@' parts workload and member in the written form; control characters have no place in a name.
    private static string Clean(string name, char banned)
    {
        var cut = name.Length > MaxName ? name[..MaxName] : name;
        return cut.AsSpan().Contains(banned) || cut.AsSpan().ContainsAnyInRange('\0', '\u001f')
            ? string.Create(cut.Length, (cut, banned), static (into, from) =>
            {
                for (var i = 0; i < into.Length; i++)
                {
                    into[i] = from.cut[i] == from.banned || char.IsControl(from.cut[i]) ? '_' : from.cut[i];
                }
            })
            : cut;
    }
}
