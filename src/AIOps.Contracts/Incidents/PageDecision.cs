namespace AIOps.Contracts.Incidents;

/// <summary>Whether somebody is woken, and when.</summary>
/// <param name="Wanted">True when the incident's priority and the page budget call for a page.</param>
/// <param name="HeldUntil">While an automatic run proceeds: the moment at which the page goes out by itself; null when not held.</param>
/// <param name="Reason">Why, in one sentence.</param>
public sealed record PageDecision(bool Wanted, DateTimeOffset? HeldUntil, string Reason)
{
    /// <summary>No page.</summary>
    public static PageDecision None(string reason) => new(false, null, reason);
}
