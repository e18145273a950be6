using AIOps.Contracts.Catalogue;
using AIOps.Contracts.Configuration;
using AIOps.Incidents.Paging;
using YamlDotNet.Core;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace AIOps.Server.Catalogue;

/// <summary>Reads the service catalogue: <c>services:</c> with one entry a service. Unknown keys are mistakes; all are told at once where the parser can go on.</summary>
internal static class CatalogueFile
{
    private const int MaxBytes = 8 << 20;
    private const int MaxServices = 20_000;

    public static IReadOnlyList<ServiceEntry> Parse(string file, string text, List<ConfigurationMistake> mistakes)
    {
        if (text.Length > MaxBytes)
        {
            mistakes.Add(new(file, $"{text.Length} characters", "is too large", $"keep it below {MaxBytes}"));
            return [];
        }

        CatalogueDocument? document;
        try
        {
            document = new DeserializerBuilder()
                .WithNamingConvention(CamelCaseNamingConvention.Instance)
                .WithTypeConverter(new DurationConverter())
                .WithEnforceRequiredMembers()
                .WithTypeMapping<IReadOnlyList<string>, List<string>>()
                .WithTypeMapping<IReadOnlyList<MemberEntry>, List<MemberEntry>>()
                .WithTypeMapping<IReadOnlyList<ProbeEntry>, List<ProbeEntry>>()
                .WithTypeMapping<IReadOnlyList<LimitEntry>, List<LimitEntry>>()
                .WithTypeMapping<IReadOnlyDictionary<string, string>, Dictionary<string, string>>()
                .WithObjectFactory(Make)
                .Build()
                .Deserialize<CatalogueDocument>(text);
        }
        catch (YamlException failure)
        {
            mistakes.Add(new($"{file}:{failure.Start.Line}", "", failure.InnerException?.Message ?? failure.Message, "correct this line; docs/operations/catalogue.md shows every key"));
            return [];
        }

        var services = document?.Services ?? [];
        if (services.Count > MaxServices)
        {
            mistakes.Add(new(file, $"{services.Count} services", "are too many", $"keep them below {MaxServices}"));
            return [];
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var service in services)
        {
            mistakes.AddRange(Check($"{file}: service {service.Workload}", service));
            if (!seen.Add(service.Workload))
            {
                mistakes.Add(new($"{file}: service {service.Workload}", service.Workload, "stands twice", "keep one entry"));
            }
        }

        return services;
    }

    /// <summary>Mistakes in one entry, wherever it came from.</summary>
    /// <param name="place">Where it stands.</param>
    /// <param name="service">The entry.</param>
    public static IEnumerable<ConfigurationMistake> Check(string place, ServiceEntry service)
    {
        var empty = Empty(service).ToList();
        return empty.Count > 0 ? empty.Select(key => new ConfigurationMistake($"{place}: {key}", "", "is there without a value", "leave it out, or write what belongs there")) : CheckValues(place, service);
    }

    // "limits:" with nothing behind it, and null in JSON
    private static IEnumerable<string> Empty(ServiceEntry service)
    {
        (string Key, object? Value)[] keys =
        [
            ("workload", service.Workload), ("team", service.Team), ("environment", service.Environment), ("businessKpi", service.BusinessKpi), ("calendar", service.Calendar), ("dependsOn", service.DependsOn),
            ("match", service.Match), ("attributes", service.Attributes), ("members", service.Members), ("probes", service.Probes), ("limits", service.Limits),
        ];
        return keys.Where(key => key.Value is null).Select(key => key.Key)
            .Concat((service.Members ?? []).Where(member => member?.Name is null || member.Attributes is null).Select(member => $"members: {member?.Name}"))
            .Concat((service.Probes ?? []).Where(probe => probe?.Name is null || probe.Kind is null || probe.Address is null).Select(probe => $"probes: {probe?.Name}"))
            .Concat((service.Limits ?? []).Where(limit => limit is null).Select(_ => "limits"));
    }

    private static IEnumerable<ConfigurationMistake> CheckValues(string place, ServiceEntry service)
    {
        if (!service.Workload.Contains(':', StringComparison.Ordinal))
        {
            yield return new(place, service.Workload, "has no kind", $"write service:{service.Workload}");
        }

        if (service.Tier is < 1 or > 5)
        {
            yield return new($"{place}: tier", $"{service.Tier}", "is out of range", "write 1 (most important) to 5");
        }

        if (service.CustomerShare is < 0 or > 1)
        {
            yield return new($"{place}: customerShare", $"{service.CustomerShare}", "is out of range", "write 0 to 1");
        }

        if (!BusinessCalendar.IsReadable(service.Calendar))
        {
            yield return new($"{place}: calendar", service.Calendar, "cannot be read", "write zone, days and hours, such as Europe/Berlin Mon-Fri 08:00-18:00");
        }

        foreach (var probe in service.Probes)
        {
            if (probe.Kind is not ("http" or "tcp" or "pidfile"))
            {
                yield return new($"{place}: probe {probe.Name}: kind", probe.Kind, "is no kind of probe", "write http, tcp or pidfile");
            }

            if (probe.Kind == "http" && (!Uri.TryCreate(probe.Address, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https")))
            {
                yield return new($"{place}: probe {probe.Name}: address", probe.Address, "is no URL", "write http://host:port/path");
            }

            if (probe.Interval < TimeSpan.FromMilliseconds(100) || probe.Timeout <= TimeSpan.Zero || probe.Timeout > TimeSpan.FromMinutes(1))
            {
                yield return new($"{place}: probe {probe.Name}", $"{probe.Interval} / {probe.Timeout}", "has an interval or timeout out of range", "interval at least 100ms, timeout up to 1m");
            }

            if (probe.FailuresToAlert is < 1 or > 100 || probe.SuccessesToClear is < 1 or > 100)
            {
                yield return new($"{place}: probe {probe.Name}", $"{probe.FailuresToAlert} / {probe.SuccessesToClear}", "has counts out of range", "write 1 to 100");
            }

            if (probe.Member is not null && service.Members.Count > 0 && service.Members.All(member => member.Name != probe.Member))
            {
                yield return new($"{place}: probe {probe.Name}: member", probe.Member, "is not among the members", "name one of them, or leave it out");
            }
        }

        foreach (var limit in service.Limits)
        {
            if (string.IsNullOrEmpty(limit.Metric))
            {
                yield return new($"{place}: limits: metric", "", "is missing", "write a metric's name or a pattern such as *.queue.length");
            }

            if (limit.Upper is null == limit.Lower is null || !double.IsFinite(limit.Upper ?? limit.Lower ?? 0))
            {
                yield return new($"{place}: limits: {limit.Metric}", $"upper {limit.Upper}, lower {limit.Lower}", "must have one limit", "write a finite upper or a finite lower");
            }
        }
    }

    /// <summary>The parser fills objects that have no parameters; a member has two.</summary>
    private static object Make(Type type) => type == typeof(MemberEntry)
        ? new MemberEntry("", new Dictionary<string, string>(StringComparer.Ordinal))
        : Activator.CreateInstance(type) ?? throw new InvalidOperationException($"no {type.Name}");

    private sealed class CatalogueDocument
    {
        public List<ServiceEntry> Services { get; set; } = [];
    }
}
