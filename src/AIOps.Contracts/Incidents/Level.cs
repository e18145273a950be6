namespace AIOps.Contracts.Incidents;

/// <summary>Impact or urgency.</summary>
public enum Level
{
    /// <summary>Low.</summary>
    Low,

    /// <summary>Medium.</summary>
    Medium,

    /// <summary>High.</summary>
    High,
}
