namespace AIOps.Remediation.Runbooks;

/// <summary>A secret by reference; its value is read when a step is dispatched and never stored.</summary>
/// <param name="Name">How steps name it.</param>
/// <param name="Source"><c>env:NAME</c> or <c>file:/path</c>.</param>
/// <param name="Variable">Environment variable in which a script gets it.</param>
public sealed record SecretRule(string Name, string Source, string Variable);
