namespace AIOps.Detection.Metrics;

/// <summary>What an alert needs at a sample.</summary>
/// <param name="UsualBar">Evidence asked of a series that keeps its ceiling, as a decimal exponent.</param>
/// <param name="Bar">With what ceilings and feedback ask on top.</param>
/// <param name="MayAlert">False while learning, and for deviations too small to matter.</param>
internal readonly record struct Demand(double UsualBar, double Bar, bool MayAlert);
