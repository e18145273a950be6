namespace AIOps.Remediation.Safeguards;

/// <summary>A time in which nothing is changed unless a runbook's window says otherwise.</summary>
/// <param name="Id">Name.</param>
/// <param name="Workload">Workload it covers, or <c>*</c> for all.</param>
/// <param name="From">Begin.</param>
/// <param name="To">End.</param>
/// <param name="By">Who set it.</param>
/// <param name="Reason">Why.</param>
public sealed record Freeze(string Id, string Workload, DateTimeOffset From, DateTimeOffset To, string By, string Reason)
{
    /// <summary>State under which it is stored among the settings.</summary>
    public const string State = "freeze";

    /// <summary>Whether it covers a workload at a moment.</summary>
    public bool Covers(string workload, DateTimeOffset at) => at >= From && at < To && (Workload == "*" || Workload == workload);
}
