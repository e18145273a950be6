namespace AIOps.Contracts.Incidents;

/// <summary>P1 to P5 from impact and urgency; never typed first.</summary>
public enum Priority
{
    /// <summary>Most pressing.</summary>
    P1 = 1,

    /// <summary>High.</summary>
    P2 = 2,

    /// <summary>Medium.</summary>
    P3 = 3,

    /// <summary>Low.</summary>
    P4 = 4,

    /// <summary>Whenever there is time.</summary>
    P5 = 5,
}
