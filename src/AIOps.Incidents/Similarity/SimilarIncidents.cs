using AIOps.Contracts.Incidents;
using AIOps.Contracts.Telemetry;

namespace AIOps.Incidents.Similarity;

/// <summary>
/// Finds past incidents that looked like one: the same culprit, broken in the same way, with the same complaints. A complaint that many incidents have says little
/// (weighted Jaccard index with the inverse document frequency of Spärck Jones, 1972). Cost: one pass over the signals of the past incidents.
/// </summary>
public static class SimilarIncidents
{
    /// <summary>Less than this is chance.</summary>
    public const double Least = .25;

    private const double OfCulprit = .35;
    private const double OfManner = .15;
    private const double OfComplaints = .3;
    private const double OfKinds = .2;
    private const int MostShared = 5;

    /// <summary>The past incidents most like one, best first.</summary>
    /// <param name="incident">The incident at hand, in any state.</param>
    /// <param name="past">Others; the incident itself, what was merged, cancelled or never shown, and what began later are passed over.</param>
    /// <param name="most">Most to return.</param>
    public static IReadOnlyList<SimilarIncident> Find(Incident incident, IEnumerable<Incident> past, int most = 5)
    {
        ArgumentNullException.ThrowIfNull(incident);
        ArgumentNullException.ThrowIfNull(past);
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1);
        var own = IncidentTraits.Of(incident);
        var began = Began(incident);
        var others = past.Where(other => other.Id != incident.Id && Counts(other.State) && Began(other) < began).Select(other => (Incident: other, Traits: IncidentTraits.Of(other))).ToArray();
        var complaints = Rarity(others.Select(other => other.Traits.Complaints).Append(own.Complaints), others.Length + 1);
        var kinds = Rarity(others.Select(other => other.Traits.Kinds).Append(own.Kinds), others.Length + 1);
        return
        [
            .. others.Select(other => Compare(own, other.Incident, other.Traits, complaints, kinds)).Where(found => found.Similarity >= Least)
                .OrderByDescending(found => found.Similarity).ThenByDescending(found => Began(found.Incident)).ThenBy(found => found.Incident.Id, StringComparer.Ordinal).Take(most),
        ];
    }

    private static SimilarIncident Compare(IncidentTraits own, Incident incident, IncidentTraits other, Dictionary<string, double> complaints, Dictionary<string, double> kinds)
    {
        var shared = new List<string>();
        var similarity = 0.0;
        if (own.Culprit == other.Culprit)
        {
            // Where nobody was named the leading signal stands in, and counts less.
            similarity += OfCulprit * (own.IsNamed && other.IsNamed ? 1 : .7);
            shared.Add($"{(own.IsNamed && other.IsNamed ? "culprit" : "leading workload")} {new EntityId(own.Culprit).Name}");
        }

        if (own.Manner.Length > 0 && own.Manner == other.Manner)
        {
            similarity += OfManner;
            shared.Add($"in the same way: {own.Manner}");
        }

        similarity += (OfComplaints * Overlap(own.Complaints, other.Complaints, complaints)) + (OfKinds * Overlap(own.Kinds, other.Kinds, kinds));
        shared.AddRange(own.Complaints.Where(other.Complaints.Contains).OrderByDescending(complaint => complaints[complaint]).ThenBy(complaint => complaint, StringComparer.Ordinal).Take(MostShared).Select(Told));
        if (shared.Count < MostShared)
        {
            shared.AddRange(own.Kinds.Where(kind => other.Kinds.Contains(kind) && !own.Complaints.Any(complaint => complaint.EndsWith(kind, StringComparison.Ordinal) && other.Complaints.Contains(complaint)))
                .OrderByDescending(kind => kinds[kind]).ThenBy(kind => kind, StringComparer.Ordinal).Take(MostShared - shared.Count).Select(kind => $"{Told(kind)} elsewhere"));
        }

        return new SimilarIncident(incident, Math.Round(Math.Min(1, similarity), 3), shared);
    }

    private static double Overlap(HashSet<string> own, HashSet<string> other, Dictionary<string, double> rarity)
    {
        double both = 0, any = 0;
        foreach (var trait in own)
        {
            any += rarity[trait];
            both += other.Contains(trait) ? rarity[trait] : 0;
        }

        foreach (var trait in other)
        {
            any += own.Contains(trait) ? 0 : rarity[trait];
        }

        return any > 0 ? both / any : 0;
    }

    private static Dictionary<string, double> Rarity(IEnumerable<HashSet<string>> sets, int count)
    {
        var seen = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var trait in sets.SelectMany(set => set))
        {
            seen[trait] = seen.GetValueOrDefault(trait) + 1;
        }

        foreach (var (trait, times) in seen)
        {
            seen[trait] = Math.Log(1 + (count / times));
        }

        return seen;
    }

    private static string Told(string complaint)
    {
        var text = string.Join(' ', complaint.Split('|', StringSplitOptions.RemoveEmptyEntries));
        return text.Length <= 160 ? text : text[..160];
    }

    private static DateTimeOffset Began(Incident incident) => incident.Anchors.Detected?.At ?? incident.Anchors.ImpactStarted?.At ?? incident.UpdatedAt;

    private static bool Counts(IncidentState state) => state is not (IncidentState.Candidate or IncidentState.Cancelled or IncidentState.Merged);
}
