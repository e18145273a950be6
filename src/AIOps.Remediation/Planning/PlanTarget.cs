using AIOps.Contracts.Telemetry;

namespace AIOps.Remediation.Planning;

/// <summary>A target with the attributes that its owners gave it: the only place where actions read addresses.</summary>
/// <param name="Entity">The member, or the workload for a runbook that acts on a service as a whole.</param>
/// <param name="Attributes">The service's attributes, overridden by the member's.</param>
/// <param name="Probe">What its direct probe says: answers, fails, or nothing is known.</param>
public sealed record PlanTarget(EntityId Entity, IReadOnlyDictionary<string, string> Attributes, bool? Probe);
