namespace AIOps.Contracts.Runs;

/// <summary>How much a runbook may do by itself for a target class, in rising order.</summary>
public enum TrustLevel
{
    /// <summary>Records what it would have done.</summary>
    Observe,

    /// <summary>Shows its plan.</summary>
    Suggest,

    /// <summary>Runs after an approval.</summary>
    Approve,

    /// <summary>Runs by itself and tells at once.</summary>
    Notify,

    /// <summary>Runs by itself.</summary>
    Auto,
}
