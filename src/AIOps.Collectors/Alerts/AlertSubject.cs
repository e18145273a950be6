using AIOps.Collectors.Identity;
using AIOps.Contracts.Catalogue;
using AIOps.Contracts.Telemetry;

namespace AIOps.Collectors.Alerts;

/// <summary>Whom an alert or a change is about: what the catalogue attaches by labels, else the labels that name a subject, else <c>job</c> and <c>instance</c>.</summary>
internal sealed class AlertSubject(IServiceCatalogue? catalogue)
{
    private static readonly string[] Services = ["service.name", "service_name", "deployment", "statefulset", "daemonset", "cronjob", "job_name"];
    private static readonly string[] Spaces = ["service.namespace", "service_namespace", "namespace"];
    private static readonly string[] Members = ["pod", "service_instance_id", "container", "device", "mountpoint"];

    /// <summary>The entity that labels name.</summary>
    public EntityId Find(IReadOnlyDictionary<string, string> labels)
    {
        var member = First(labels, Members);
        if (catalogue?.Services.FirstOrDefault(service => service.Match.Count > 0 && service.Match.All(pair => labels.TryGetValue(pair.Key, out var value) && value == pair.Value)) is { } attached)
        {
            return new EntityId(attached.Workload, member is null ? null : EntityRules.Make("service", null, "x", member).Member);
        }

        var space = First(labels, Spaces);
        if (First(labels, Services) is { } service)
        {
            return Known(EntityRules.Make("service", space, service, member));
        }

        if (First(labels, "pod") is { } pod)
        {
            return Known(EntityRules.Make("service", space, EntityRules.WorkloadOfPod(pod), pod));
        }

        if (First(labels, "queue") is { } queue)
        {
            return EntityRules.Make("queue", null, queue, null);
        }

        if (First(labels, "target") is { } target)
        {
            return EntityRules.Make("endpoint", null, target, null);
        }

        if (First(labels, "node", "host", "hostname") is { } host)
        {
            return EntityRules.Make("host", null, host, member);
        }

        var instance = First(labels, "instance");
        if (First(labels, "service", "app", "job") is { } job)
        {
            return Known(EntityRules.Make("service", space, job, member ?? instance));
        }

        return instance is not null ? EntityRules.Make("host", null, instance.Split(':')[0], member) : EntityRules.Make("service", space, "unknown", member);
    }

    /// <summary>The workload that a person means by a service's name.</summary>
    public string Workload(string name) => Known(name.Contains(':', StringComparison.Ordinal) ? new EntityId(EntityRules.Make(name[..name.IndexOf(':', StringComparison.Ordinal)], null, name[(name.IndexOf(':', StringComparison.Ordinal) + 1)..], null).Workload) : EntityRules.Make("service", null, name, null)).Workload;

    // A name without its namespace is enough when the catalogue knows one service of that name.
    private EntityId Known(EntityId entity)
    {
        if (catalogue is null || catalogue.Find(entity.Workload) is not null || entity.Name.Contains('/', StringComparison.Ordinal))
        {
            return entity;
        }

        var named = catalogue.Services.Where(service => service.Workload.EndsWith("/" + entity.Name, StringComparison.Ordinal)).Take(2).ToList();
        return named.Count == 1 ? new EntityId(named[0].Workload, entity.Member) : entity;
    }

    private static string? First(IReadOnlyDictionary<string, string> labels, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (labels.TryGetValue(name, out var value) && !string.IsNullOrWhiteSpace(value))
            {
                return value;
            }
        }

        return null;
    }
}
