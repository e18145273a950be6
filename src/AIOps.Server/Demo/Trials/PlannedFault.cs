using AIOps.Server.Demo.Faults;

namespace AIOps.Server.Demo.Trials;

/// <summary>A fault and the member that it is done to.</summary>
/// <param name="Fault">The fault.</param>
/// <param name="Member">The member.</param>
/// <param name="Workload">The service that must be named.</param>
internal sealed record PlannedFault(IFault Fault, string Member, string Workload);
