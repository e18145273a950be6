namespace AIOps.Collectors;

/// <summary>The closed set of collectors that self-metrics are tagged with.</summary>
internal enum Collector
{
    Host,
    Otlp,
    Traces,
    Probes,
    Alerts,
    Changes,
    Heartbeats,
    LogFiles,
}
