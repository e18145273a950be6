using AIOps.Contracts.Storage;
using AIOps.Contracts.Telemetry;
using AIOps.Storage.Remote;

namespace AIOps.Server.Remote;

/// <summary>
/// Windows for people: the local history, and in front of what it has the remote store when there is one. Detection, correlation and runbooks never read it:
/// what acts must not wait for another system.
/// </summary>
internal sealed class ChartHistory(ITelemetryHistory local, RemoteReader? remote = null)
{
    // two points of a slow exporter; a shorter hole at the beginning shows nowhere
    private static readonly TimeSpan Least = TimeSpan.FromMinutes(5);

    /// <summary>Samples with <c>from ≤ time &lt; to</c>.</summary>
    /// <param name="known">Series that the local history knows.</param>
    /// <param name="others">Ids of series that it does not know.</param>
    /// <param name="from">First moment, inclusive.</param>
    /// <param name="to">Last moment, exclusive.</param>
    /// <param name="points">Points of the chart.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<ChartWindows> ReadAsync(IReadOnlyCollection<SeriesKey> known, IReadOnlyCollection<ulong> others, DateTimeOffset from, DateTimeOffset to, int points, CancellationToken cancellationToken)
    {
        var windows = (await local.ReadAsync(known, from, to, cancellationToken)).ToDictionary(window => window.Series.Id);
        if (remote is null)
        {
            return new ChartWindows([.. windows.Values.Select(window => new ChartWindow(window.Series.Id, window))], null);
        }

        var begin = (from + Least).ToUnixTimeMilliseconds();
        List<ulong> missing = [.. others, .. known.Select(key => key.Id).Where(id => !windows.TryGetValue(id, out var window) || window.Times[0] > begin)];
        if (missing.Count == 0)
        {
            return new ChartWindows([.. windows.Values.Select(window => new ChartWindow(window.Series.Id, window))], null);
        }

        // the longest hole bounds the question: of a series that begins earlier here, only what lies before its beginning is taken
        var end = missing.Max(id => windows.TryGetValue(id, out var window) ? DateTimeOffset.FromUnixTimeMilliseconds(window.Times[0]) : to);
        var answer = await remote.ReadAsync(missing, from, end, points, cancellationToken);
        var keys = known.ToDictionary(key => key.Id);
        var joined = answer.Series.DistinctBy(series => series.Id).ToDictionary(series => series.Id, series => Join(series, windows.GetValueOrDefault(series.Id), keys.GetValueOrDefault(series.Id)));
        foreach (var (id, window) in windows)
        {
            joined.TryAdd(id, window);
        }

        return new ChartWindows(
            [.. joined.Where(pair => pair.Value.Times.Count > 0).Select(pair => new ChartWindow(pair.Key, pair.Value))],
            answer.Problem is { } problem ? $"The local history alone is shown: it does not reach back to {from.UtcDateTime:yyyy-MM-dd HH:mm} UTC, and the remote store gave no answer ({problem})." : null);
    }

    private static SeriesWindow Join(RemoteSeries far, SeriesWindow? near, SeriesKey? key)
    {
        var until = near?.Times[0] ?? long.MaxValue;
        var times = far.Window.Times.TakeWhile(time => time < until).ToList();
        List<double> values = [.. far.Window.Values.Take(times.Count)];
        return new SeriesWindow(key ?? far.Window.Series, near is null ? times : [.. times, .. near.Times], near is null ? values : [.. values, .. near.Values]);
    }
}
