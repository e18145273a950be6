namespace AIOps.Incidents.RootCause;

/// <summary>Calls of one operation from one workload to another, in steps of time, as traces tell.</summary>
/// <param name="Caller">The calling workload; empty when nobody known called; equal to <paramref name="Callee"/> for work inside a workload.</param>
/// <param name="Callee">The workload that did the work.</param>
/// <param name="Operation">Its operation.</param>
/// <param name="Times">Starts of the steps in Unix milliseconds, rising.</param>
/// <param name="Counts">Calls in each step.</param>
/// <param name="Latency">Typical latency of each step in seconds; NaN where unknown.</param>
/// <param name="SelfTime">Typical time of each step in seconds that the callee itself used, without its own callees; NaN where unknown.</param>
public sealed record CallSeries(
    string Caller, string Callee, string Operation, IReadOnlyList<long> Times, IReadOnlyList<double> Counts, IReadOnlyList<double> Latency, IReadOnlyList<double> SelfTime);
