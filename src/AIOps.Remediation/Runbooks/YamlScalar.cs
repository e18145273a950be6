namespace AIOps.Remediation.Runbooks;

internal sealed record YamlScalar(int Line, string Text, bool Quoted) : YamlValue(Line);
