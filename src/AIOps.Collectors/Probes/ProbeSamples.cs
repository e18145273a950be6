using AIOps.Contracts.Telemetry;

namespace AIOps.Collectors.Probes;

/// <summary>Samples of many probes, gathered until they are handed on together.</summary>
internal sealed class ProbeSamples
{
    private const int Most = 10_000;
    private readonly Lock _gate = new();
    private MetricBatch _batch = new();

    /// <summary>Adds a sample; false when too many wait.</summary>
    public bool Add(SeriesKey series, long unixMilliseconds, double value)
    {
        lock (_gate)
        {
            if (_batch.Count >= Most)
            {
                return false;
            }

            _batch.Add(series, unixMilliseconds, value);
            return true;
        }
    }

    /// <summary>Takes what has come together; null when nothing has.</summary>
    public MetricBatch? Take()
    {
        lock (_gate)
        {
            if (_batch.Count == 0)
            {
                return null;
            }

            var taken = _batch;
            _batch = new MetricBatch();
            return taken;
        }
    }
}
