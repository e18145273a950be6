using AIOps.Detection.Metrics;

namespace AIOps.Detection.Profiles;

/// <summary>A profile as it stands in the catalogue.</summary>
/// <param name="Settings">The detector's settings.</param>
/// <param name="Match">Which series it is for.</param>
/// <param name="Card">What is known about it.</param>
public sealed record ProfileEntry(DetectorProfile Settings, ProfileMatch Match, ProfileCard Card);
