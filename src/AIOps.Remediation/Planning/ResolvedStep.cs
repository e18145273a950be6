using AIOps.Contracts.Telemetry;
using AIOps.Remediation.Runbooks;

namespace AIOps.Remediation.Planning;

/// <summary>A step with its values put in; secrets stay references.</summary>
/// <param name="Rule">The step as written.</param>
/// <param name="Target">Whom it acts on.</param>
/// <param name="Texts">Single values.</param>
/// <param name="Lists">Lists.</param>
/// <param name="Maps">Maps.</param>
/// <param name="Undo">How it is taken back, or null.</param>
public sealed record ResolvedStep(
    StepRule Rule,
    EntityId Target,
    IReadOnlyDictionary<string, string> Texts,
    IReadOnlyDictionary<string, IReadOnlyList<string>> Lists,
    IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> Maps,
    ResolvedStep? Undo)
{
    /// <summary>A single value, or the fallback.</summary>
    public string Text(string key, string fallback = "") => Texts.GetValueOrDefault(key) ?? fallback;
}
