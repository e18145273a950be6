using AIOps.Contracts.Incidents;

namespace AIOps.Incidents.Similarity;

/// <summary>A past incident that looked like the one at hand.</summary>
/// <param name="Incident">The past incident.</param>
/// <param name="Similarity">0 to 1; 1 when culprit and signals are the same.</param>
/// <param name="Shared">What both have, for people: the culprit first, then the rarest signals.</param>
public sealed record SimilarIncident(Incident Incident, double Similarity, IReadOnlyList<string> Shared);
