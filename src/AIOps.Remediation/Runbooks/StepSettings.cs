namespace AIOps.Remediation.Runbooks;

/// <summary>Settings of a step: texts, lists and maps of templates by key.</summary>
/// <param name="Texts">Single values.</param>
/// <param name="Lists">Lists.</param>
/// <param name="Maps">Maps.</param>
public sealed record StepSettings(IReadOnlyDictionary<string, Template> Texts, IReadOnlyDictionary<string, IReadOnlyList<Template>> Lists, IReadOnlyDictionary<string, IReadOnlyDictionary<string, Template>> Maps);
