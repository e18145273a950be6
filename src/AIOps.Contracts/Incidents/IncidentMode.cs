namespace AIOps.Contracts.Incidents;

/// <summary>Who restored the service.</summary>
public enum IncidentMode
{
    /// <summary>A human, or nobody.</summary>
    Manual,

    /// <summary>A runbook that a human approved or started.</summary>
    Assisted,

    /// <summary>A runbook by itself.</summary>
    Auto,
}
