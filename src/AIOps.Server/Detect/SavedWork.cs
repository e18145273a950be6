using AIOps.Contracts.Events;
using AIOps.Detection.Members;

namespace AIOps.Server.Detect;

/// <summary>What a checkpoint keeps of a member's work.</summary>
/// <param name="Entity">The member.</param>
/// <param name="Metric">What its counters count.</param>
/// <param name="Pulse">How it works.</param>
/// <param name="Open">The anomaly that is open on it.</param>
internal sealed record SavedWork(string Entity, string Metric, WorkPulseState Pulse, Anomaly? Open);
