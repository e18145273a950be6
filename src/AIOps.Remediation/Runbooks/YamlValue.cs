namespace AIOps.Remediation.Runbooks;

/// <summary>A value in a YAML file with its place.</summary>
internal abstract record YamlValue(int Line);
