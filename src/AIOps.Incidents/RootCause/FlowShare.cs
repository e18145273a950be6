namespace AIOps.Incidents.RootCause;

/// <summary>A workload's part of the trouble.</summary>
/// <param name="Mass">Its extra trouble in each step: seconds of latency or failed requests.</param>
/// <param name="Own">What its callees do not have.</param>
/// <param name="Weighted">The same, damped when it may be chance or lies off the symptom's path.</param>
/// <param name="Relative">Held against the largest of all, 0 to 1.</param>
/// <param name="Felt">Its own trouble in units of what is material for its own requests and its own usual time, damped when it may be chance: tells how much slower it became, however many requests it has. 0 where no usual time is known.</param>
internal sealed record FlowShare(double Mass, double Own, double Weighted, double Relative, double Felt);
