namespace AIOps.Incidents.RootCause;

/// <summary>Latency of the calls from one workload to another as the caller saw it and as the callee did: the difference was spent on the way.</summary>
/// <param name="Caller">The calling workload.</param>
/// <param name="Callee">The workload that is called.</param>
/// <param name="Times">Starts of the steps in Unix milliseconds, rising.</param>
/// <param name="Calls">Calls a second in each step.</param>
/// <param name="Client">Mean latency of each step in seconds at the caller; NaN where unknown.</param>
/// <param name="Server">Mean latency of each step in seconds at the callee; NaN where unknown.</param>
public sealed record EdgeLatency(string Caller, string Callee, IReadOnlyList<long> Times, IReadOnlyList<double> Calls, IReadOnlyList<double> Client, IReadOnlyList<double> Server);
