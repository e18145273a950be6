namespace AIOps.Incidents.Grouping;

/// <summary>How near a signal is to an incident, and why in a few words.</summary>
/// <param name="Affinity">0 to 1.</param>
/// <param name="Why">For people.</param>
/// <param name="Timely">The signal began while the incident was active: it keeps it so.</param>
internal readonly record struct Relation(double Affinity, string Why, bool Timely)
{
    public static Relation None { get; } = new(0, "", false);
}
