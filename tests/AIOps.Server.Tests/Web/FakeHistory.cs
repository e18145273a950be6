using AIOps.Contracts.Storage;
using AIOps.Contracts.Telemetry;

namespace AIOps.Server.Tests.Web;

/// <summary>A history in memory.</summary>
internal sealed class FakeHistory : ITelemetryHistory
{
    private readonly Dictionary<SeriesKey, List<(long At, double Value)>> _samples = [];

    public void Add(SeriesKey series, IEnumerable<(DateTimeOffset At, double Value)> samples) => _samples[series] = [.. samples.Select(sample => (sample.At.ToUnixTimeMilliseconds(), sample.Value))];

    public Task AppendAsync(int shard, MetricBatch batch, CancellationToken cancellationToken) => Task.CompletedTask;

    public IReadOnlyList<SeriesKey> FindSeries(string? workload) => [.. _samples.Keys.Where(series => workload is null || series.Entity.Workload == workload)];

    public Task<IReadOnlyList<SeriesWindow>> ReadAsync(IReadOnlyCollection<SeriesKey> series, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        var windows = new List<SeriesWindow>();
        foreach (var (key, samples) in _samples.Where(pair => series.Any(wanted => wanted.Id == pair.Key.Id)))
        {
            List<(long At, double Value)> inside = [.. samples.Where(sample => sample.At >= from.ToUnixTimeMilliseconds() && sample.At < to.ToUnixTimeMilliseconds())];
            if (inside.Count > 0)
            {
                windows.Add(new SeriesWindow(key, [.. inside.Select(sample => sample.At)], [.. inside.Select(sample => sample.Value)]));
            }
        }

        return Task.FromResult<IReadOnlyList<SeriesWindow>>(windows);
    }

    public async IAsyncEnumerable<MetricBatch> ReplayAsync(int shard, DateTimeOffset from, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        yield break;
    }
}
