using AIOps.Contracts.Telemetry;
using AIOps.Storage.History;

namespace AIOps.Storage.Remote;

/// <summary>
/// Makes requests of batches: by series and in rising time, as remote write asks for. What is not newer than a series' last accepted sample, and series whose last
/// sample was refused, go into a request of their own: Prometheus refuses a request as a whole for one sample that it does not want.
/// </summary>
internal sealed class SeriesBook(MetricFilter filter, int maxSeries)
{
    private readonly Dictionary<ulong, SentSeries> _series = [];

    /// <summary>Samples of a batch that are to be sent.</summary>
    public int CountWanted(MetricBatch batch)
    {
        var wanted = batch.Series.Select(key => Of(key).Wanted).ToArray();
        var count = 0;
        foreach (var series in batch.SeriesOf)
        {
            count += wanted[series] ? 1 : 0;
        }

        return count;
    }

    /// <summary>The requests of batches.</summary>
    /// <returns>One that should pass, and one of which parts may be refused; either may be empty.</returns>
    public (WriteRequest Sound, WriteRequest Doubtful) Requests(IEnumerable<MetricBatch> batches)
    {
        var gathered = new Dictionary<ulong, (SentSeries Series, SampleBuffer Samples)>();
        foreach (var batch in batches)
        {
            var buffers = batch.Series.Select(key => Buffer(gathered, key)).ToArray();
            for (var i = 0; i < batch.Count; i++)
            {
                buffers[batch.SeriesOf[i]]?.Add(batch.Times[i], batch.Values[i]);
            }
        }

        var (sound, doubtful) = (new WriteRequest(), new WriteRequest());
        foreach (var (series, samples) in gathered.Values)
        {
            samples.Normalize();
            var times = samples.Times.ToArray();
            var values = samples.Values.ToArray();
            var older = 0;
            while (older < times.Length && times[older] < series.LastMs)
            {
                older++;
            }

            doubtful.Add(series, times.AsMemory(0, older), values.AsMemory(0, older));

            // a sender's repetition of the last one: the store has it
            var from = older < times.Length && times[older] == series.LastMs ? older + 1 : older;
            (series.Doubtful ? doubtful : sound).Add(series, times.AsMemory(from), values.AsMemory(from));
        }

        return (sound, doubtful);
    }

    private SampleBuffer? Buffer(Dictionary<ulong, (SentSeries Series, SampleBuffer Samples)> gathered, SeriesKey key)
    {
        if (!gathered.TryGetValue(key.Id, out var entry))
        {
            var series = Of(key);
            if (!series.Wanted)
            {
                return null;
            }

            gathered.Add(key.Id, entry = (series, new SampleBuffer()));
        }

        return entry.Samples;
    }

    private SentSeries Of(SeriesKey key)
    {
        if (!_series.TryGetValue(key.Id, out var series))
        {
            if (_series.Count >= maxSeries)
            {
                // to begin anew costs an order that is not known for one request
                _series.Clear();
            }

            _series.Add(key.Id, series = new SentSeries(key, filter.Takes(key.Metric)));
        }

        return series;
    }
}
