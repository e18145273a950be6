namespace AIOps.Collectors.Traces;

/// <summary>Names of the series of one side of a call.</summary>
internal sealed class TraceNames(string side)
{
    public static TraceNames Server { get; } = new("server");

    public static TraceNames Client { get; } = new("client");

    public static TraceNames Producer { get; } = new("producer");

    public static TraceNames Consumer { get; } = new("consumer");

    public string P95 { get; } = $"trace.{side}.duration.p95";

    public string Mean { get; } = $"trace.{side}.duration.mean";

    public string Requests { get; } = $"trace.{side}.requests";

    public string ErrorRatio { get; } = $"trace.{side}.error_ratio";

    /// <summary>The caller's duration without the callee's own: what a slow network shows in.</summary>
    public string Way { get; } = $"trace.{side}.overhead.mean";
}
