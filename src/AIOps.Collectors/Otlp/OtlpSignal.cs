namespace AIOps.Collectors.Otlp;

/// <summary>The three kinds of OTLP requests.</summary>
internal enum OtlpSignal
{
    Metrics,
    Logs,
    Traces,
}
