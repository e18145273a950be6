namespace AIOps.Contracts.Telemetry;

/// <summary>OpenTelemetry severity numbers, the first of each range.</summary>
public enum LogSeverity : byte
{
    /// <summary>Not told.</summary>
    Unspecified = 0,

    /// <summary>Trace, 1-4.</summary>
    Trace = 1,

    /// <summary>Debug, 5-8.</summary>
    Debug = 5,

    /// <summary>Information, 9-12.</summary>
    Information = 9,

    /// <summary>Warning, 13-16.</summary>
    Warning = 13,

    /// <summary>Error, 17-20.</summary>
    Error = 17,

    /// <summary>Fatal, 21-24.</summary>
    Fatal = 21,
}
