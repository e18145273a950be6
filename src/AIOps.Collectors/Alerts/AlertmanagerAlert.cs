namespace AIOps.Collectors.Alerts;

/// <summary>One alert of an Alertmanager webhook.</summary>
internal sealed record AlertmanagerAlert(
    string? Status, IReadOnlyDictionary<string, string>? Labels, IReadOnlyDictionary<string, string>? Annotations, DateTimeOffset? StartsAt, DateTimeOffset? EndsAt, string? GeneratorURL, string? Fingerprint);
