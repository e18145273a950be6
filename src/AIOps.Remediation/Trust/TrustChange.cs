using AIOps.Contracts.Runs;

namespace AIOps.Remediation.Trust;

/// <summary>A change of the granted level.</summary>
/// <param name="Level">Level from then on.</param>
/// <param name="By">The owner who granted it, or <c>aiops</c> for a demotion.</param>
/// <param name="At">When.</param>
/// <param name="Reason">Why.</param>
public sealed record TrustChange(TrustLevel Level, string By, DateTimeOffset At, string Reason);
