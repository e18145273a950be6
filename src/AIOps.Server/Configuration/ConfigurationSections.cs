using AIOps.Contracts.Configuration;

namespace AIOps.Server.Configuration;

/// <summary>The sections of the settings; what stands elsewhere would be read by nobody, and is told. Pure.</summary>
internal static class ConfigurationSections
{
    /// <summary>Before every variable of the environment that is a setting.</summary>
    public const string Prefix = "AIOPS_";

    private const string Collectors = "Collectors";

    /// <summary>Every section that is read, by whatever role.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        "Server", "Storage", "Bus", "History", "RemoteStore", "Detection", "Logs", "Correlation", "Remediation", "Notifications", "Web", "Logging",
        $"{Collectors}:Host", $"{Collectors}:Otlp", $"{Collectors}:Traces", $"{Collectors}:Signals", $"{Collectors}:LogFiles",
    ];

    /// <summary>Sections that nobody reads.</summary>
    public static IEnumerable<ConfigurationMistake> Unknown(IConfiguration configuration) =>
        configuration.GetChildren().Where(section => section.GetChildren().Any())
            .SelectMany(section => section.Key.Equals(Collectors, StringComparison.OrdinalIgnoreCase) ? section.GetChildren() : [section])
            .Where(section => !All.Contains(section.Path, StringComparer.OrdinalIgnoreCase))
            .Select(section => new ConfigurationMistake(section.Path, "", "is no section", $"write one of {string.Join(", ", All)}"));

    /// <summary>Variables that look like settings and lack the prefix, so that nobody reads them.</summary>
    /// <param name="names">Names of variables of the environment.</param>
    public static IEnumerable<string> WithoutPrefix(IEnumerable<string> names) =>
        names.Where(name => name.Contains("__", StringComparison.Ordinal) && All.Any(section => name.StartsWith($"{section.Replace(":", "__", StringComparison.Ordinal)}__", StringComparison.OrdinalIgnoreCase))).Order(StringComparer.Ordinal);
}
