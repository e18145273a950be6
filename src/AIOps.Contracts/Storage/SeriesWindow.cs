using AIOps.Contracts.Telemetry;

namespace AIOps.Contracts.Storage;

/// <summary>A series' samples in a window, in rising time.</summary>
/// <param name="Series">Which.</param>
/// <param name="Times">Unix milliseconds.</param>
/// <param name="Values">Values as sent; for <see cref="SeriesKind.Counter"/> and <see cref="SeriesKind.Delta"/> the reader makes rates.</param>
public sealed record SeriesWindow(SeriesKey Series, IReadOnlyList<long> Times, IReadOnlyList<double> Values);
