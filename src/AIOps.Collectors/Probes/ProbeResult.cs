namespace AIOps.Collectors.Probes;

/// <summary>What one probe found.</summary>
/// <param name="Success">Whether it answered as it should.</param>
/// <param name="Duration">How long it took.</param>
/// <param name="FaultKind"><c>down</c> (refused, no process), <c>hung</c> (no answer in time, stopped), or empty when it answered wrongly or was not reached.</param>
/// <param name="Detail">One sentence for people; empty on success.</param>
internal readonly record struct ProbeResult(bool Success, TimeSpan Duration, string FaultKind, string Detail)
{
    /// <summary>True when it certainly is no planned stop: a process that left its pid file behind, or that a signal stopped (a debugger's stop is planned).</summary>
    public bool Unclean { get; init; }

    public const string Down = "down";
    public const string Hung = "hung";

    public static ProbeResult Good(TimeSpan duration) => new(true, duration, "", "");

    public static ProbeResult Bad(TimeSpan duration, string faultKind, string detail) => new(false, duration, faultKind, detail);
}
