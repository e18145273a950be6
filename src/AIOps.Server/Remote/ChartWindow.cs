using AIOps.Contracts.Storage;

namespace AIOps.Server.Remote;

/// <summary>Samples of a series for a chart.</summary>
/// <param name="Id">The series as it was asked for.</param>
/// <param name="Window">Its samples; the key of a series that only the remote store has is as that one's labels tell it.</param>
internal sealed record ChartWindow(ulong Id, SeriesWindow Window);
