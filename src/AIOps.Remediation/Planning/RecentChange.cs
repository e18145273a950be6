namespace AIOps.Remediation.Planning;

/// <summary>A change to a workload that may have caused its fault.</summary>
/// <param name="Id">Id of the change event.</param>
/// <param name="Kind"><c>deploy</c>, <c>config</c>, …</param>
/// <param name="Version">Version after the change, or empty.</param>
/// <param name="Summary">One sentence, or empty.</param>
/// <param name="At">When it took effect.</param>
public sealed record RecentChange(string Id, string Kind, string Version, string Summary, DateTimeOffset At);
