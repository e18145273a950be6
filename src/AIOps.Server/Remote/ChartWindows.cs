namespace AIOps.Server.Remote;

/// <summary>What a chart shows.</summary>
/// <param name="Windows">Series with samples.</param>
/// <param name="Note">What is missing and why, in words; null when nothing is known to be.</param>
internal sealed record ChartWindows(IReadOnlyList<ChartWindow> Windows, string? Note);
