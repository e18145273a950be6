namespace AIOps.Contracts.Incidents;

/// <summary>How a time anchor is known.</summary>
public enum AnchorSource
{
    /// <summary>Read off a clock when it happened.</summary>
    Measured,

    /// <summary>Computed afterwards, for example by a change point.</summary>
    Inferred,

    /// <summary>Set or corrected by a human.</summary>
    Human,
}
