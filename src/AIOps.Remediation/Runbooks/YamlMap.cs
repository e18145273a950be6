namespace AIOps.Remediation.Runbooks;

internal sealed record YamlMap(int Line, IReadOnlyDictionary<string, YamlValue> Entries) : YamlValue(Line);
