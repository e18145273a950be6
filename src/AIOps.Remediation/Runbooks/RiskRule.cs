using AIOps.Remediation.Expressions;

namespace AIOps.Remediation.Runbooks;

/// <summary>What can go wrong.</summary>
/// <param name="Class"><c>low</c>, <c>medium</c> or <c>high</c>.</param>
/// <param name="Reversible">Whether it can be taken back, or changes nothing that would need it.</param>
/// <param name="Window">When it may run, over the facts of the moment.</param>
public sealed record RiskRule(string Class, bool Reversible, Expression Window);
