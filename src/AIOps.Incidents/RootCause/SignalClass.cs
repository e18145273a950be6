namespace AIOps.Incidents.RootCause;

/// <summary>What a metric says about its entity.</summary>
internal enum SignalClass
{
    Other,
    Cpu,
    Memory,
    Disk,
    Network,
    PacketRatio,
    Saturation,
    Latency,
    Errors,
    Success,
    Traffic,
}
