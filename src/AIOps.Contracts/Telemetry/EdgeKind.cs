namespace AIOps.Contracts.Telemetry;

/// <summary>What an edge of the topology means.</summary>
public enum EdgeKind : byte
{
    /// <summary>The first sends requests to the second.</summary>
    Calls,

    /// <summary>The first runs on the second (a service on a host).</summary>
    RunsOn,

    /// <summary>The first needs the second, by declaration.</summary>
    DependsOn,
}
