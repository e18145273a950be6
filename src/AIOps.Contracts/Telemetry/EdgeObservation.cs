namespace AIOps.Contracts.Telemetry;

/// <summary>An edge between two workloads as seen by a collector over a short window.</summary>
/// <param name="From">The caller's, or the dependent's, workload.</param>
/// <param name="To">The callee's, or the dependency's, workload.</param>
/// <param name="Kind">What the edge means.</param>
/// <param name="LastSeenMs">Unix milliseconds of the last evidence.</param>
/// <param name="Calls">Calls in the window; 0 when not counted.</param>
/// <param name="Errors">Failed calls in the window.</param>
public sealed record EdgeObservation(string From, string To, EdgeKind Kind, long LastSeenMs, long Calls = 0, long Errors = 0);
