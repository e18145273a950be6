namespace AIOps.Contracts.Runs;

/// <summary>A human's word on a plan.</summary>
/// <param name="Approved">Yes or no.</param>
/// <param name="Actor">Who.</param>
/// <param name="At">When.</param>
/// <param name="PlanHash">The plan that was seen.</param>
/// <param name="ExpiresAt">Until when it holds.</param>
/// <param name="Note">Why, or empty.</param>
public sealed record Approval(bool Approved, string Actor, DateTimeOffset At, string PlanHash, DateTimeOffset ExpiresAt, string Note);
