namespace AIOps.Detection.Forecasting;

/// <summary>What a sample did to the warning of its series.</summary>
public enum LimitTransition : byte
{
    /// <summary>Nothing changed.</summary>
    None = 0,

    /// <summary>A crossing inside the horizon is foretold.</summary>
    Warned = 1,

    /// <summary>The trend is gone or has slowed; nothing is foretold any more.</summary>
    Withdrawn = 2,

    /// <summary>The limit that was warned of is crossed.</summary>
    Crossed = 3,

    /// <summary>The value is back inside the limit that was crossed.</summary>
    Returned = 4,
}
