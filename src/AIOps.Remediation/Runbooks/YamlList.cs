namespace AIOps.Remediation.Runbooks;

internal sealed record YamlList(int Line, IReadOnlyList<YamlValue> Items) : YamlValue(Line);
