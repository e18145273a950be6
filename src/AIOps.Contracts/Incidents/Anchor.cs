namespace AIOps.Contracts.Incidents;

/// <summary>A moment in an incident's life and how it is known.</summary>
/// <param name="At">UTC.</param>
/// <param name="Source">How it is known.</param>
public sealed record Anchor(DateTimeOffset At, AnchorSource Source);
