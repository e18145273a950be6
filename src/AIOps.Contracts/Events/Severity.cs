namespace AIOps.Contracts.Events;

/// <summary>Technical severity, in rising order.</summary>
public enum Severity
{
    /// <summary>Worth a note.</summary>
    Info,

    /// <summary>Not yet felt.</summary>
    Warning,

    /// <summary>Something fails.</summary>
    Error,

    /// <summary>Customers feel it, or data is at risk.</summary>
    Critical,
}
