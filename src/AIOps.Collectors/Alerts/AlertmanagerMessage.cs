namespace AIOps.Collectors.Alerts;

/// <summary>The body of an Alertmanager webhook, version 4, as far as it is read here.</summary>
internal sealed record AlertmanagerMessage(string? Version, string? GroupKey, IReadOnlyDictionary<string, string>? CommonLabels, IReadOnlyDictionary<string, string>? CommonAnnotations, IReadOnlyList<AlertmanagerAlert?>? Alerts);
