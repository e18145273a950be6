using AIOps.Contracts.Incidents;

namespace AIOps.Incidents.Paging;

/// <summary>The matrix of impact and urgency.</summary>
public static class PriorityRules
{
    /// <summary>P1 to P5.</summary>
    public static Priority Derive(Level impact, Level urgency) => (Priority)(5 - (int)impact - (int)urgency);

    /// <summary>Impact of a service by its tier (1 is most important) and the share of customers that depend on it (0 to 1).</summary>
    public static Level Impact(int tier, double? customerShare, bool dataLoss) => (tier, customerShare ?? 0) switch
    {
        _ when dataLoss => Level.High,
        (1, _) or (_, > .25) => Level.High,
        (2, _) or (_, >= .05) => Level.Medium,
        _ => Level.Low,
    };
}
