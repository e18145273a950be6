namespace AIOps.Incidents.Correlation;

/// <summary>What a human's merge or split taught about two workloads.</summary>
/// <param name="First">The workload that sorts first.</param>
/// <param name="Second">The other one; the same when a split parted signals of one workload.</param>
/// <param name="Together">True after a merge, false after a split.</param>
/// <param name="Until">When it is forgotten.</param>
public sealed record LearntPair(string First, string Second, bool Together, DateTimeOffset Until);
