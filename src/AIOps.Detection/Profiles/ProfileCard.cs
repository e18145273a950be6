namespace AIOps.Detection.Profiles;

/// <summary>What a profile is for and how far it can be trusted.</summary>
/// <param name="Purpose">For which series.</param>
/// <param name="Basis">What it was chosen on.</param>
/// <param name="Figures">What it reached there.</param>
/// <param name="Limits">Where it is not to be trusted.</param>
public sealed record ProfileCard(string Purpose, string Basis, string Figures, string Limits);
