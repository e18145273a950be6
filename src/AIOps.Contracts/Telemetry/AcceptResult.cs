namespace AIOps.Contracts.Telemetry;

/// <summary>What became of telemetry that a collector handed on.</summary>
/// <param name="Rejected">Items refused for good (bounds); the sender must not repeat them.</param>
/// <param name="Reason">Why, for the sender's log; null when nothing was rejected.</param>
/// <param name="RetryAfter">Set when nothing was taken because the pipeline is full: repeat after this time.</param>
public readonly record struct AcceptResult(int Rejected = 0, string? Reason = null, TimeSpan? RetryAfter = null)
{
    /// <summary>Everything was taken and is safe.</summary>
    public static AcceptResult Ok => default;
}
