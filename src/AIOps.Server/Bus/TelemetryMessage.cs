namespace AIOps.Server.Bus;

/// <summary>A batch of telemetry on the bus, encoded by the batch's codec.</summary>
public sealed class TelemetryMessage
{
    /// <summary>What <see cref="Contracts.Telemetry.MetricBatchCodec"/> or <see cref="Contracts.Telemetry.LogBatchCodec"/> wrote.</summary>
    public required byte[] Body { get; init; }
}
