namespace AIOps.Server.Demo.Cast;

/// <summary>A service of a set, as its owners would enter it in the catalogue.</summary>
/// <param name="Workload">For example <c>service:shop/orders</c>.</param>
/// <param name="Tier">1 is most important.</param>
/// <param name="DependsOn">Workloads that it needs.</param>
/// <param name="Members">Its processes.</param>
internal sealed record ServicePlan(string Workload, int Tier, IReadOnlyList<string> DependsOn, IReadOnlyList<MemberPlan> Members)
{
    /// <summary>False for what works by itself and may be interrupted at any time.</summary>
    public bool IsWaitedFor { get; init; } = true;
}
