namespace AIOps.Incidents.Grouping;

/// <summary>How near a signal is to an incident, and why in a few words.</summary>
/// <param name="Affinity">0 to 1.</param>
/// <param name="Why">For people.</param>
internal readonly record struct Relation(double Affinity, string Why)
{
    public static Relation None { get; } = new(0, "");
}
