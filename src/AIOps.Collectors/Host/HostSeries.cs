using AIOps.Contracts.Telemetry;

namespace AIOps.Collectors.Host;

/// <summary>The series of one host, made once, and the batch of the current reading.</summary>
internal sealed class HostSeries(string host)
{
    private const int MostKeys = 8192;
    private readonly Dictionary<(string Metric, string? Member, string? Value), SeriesKey> _keys = [];

    /// <summary>The host itself.</summary>
    public EntityId Entity { get; } = new($"host:{host}");

    /// <summary>The batch of this reading.</summary>
    public MetricBatch Batch { get; private set; } = new();

    /// <summary>Time of this reading in Unix milliseconds.</summary>
    public long Now { get; private set; }

    /// <summary>Starts a reading.</summary>
    public void Begin(long unixMilliseconds)
    {
        Now = unixMilliseconds;
        Batch = new MetricBatch(Math.Max(64, Batch.Count));
    }

    /// <summary>Adds one sample.</summary>
    public void Add(string metric, SeriesKind kind, string unit, double value, string? member = null, string? label = null, string? labelValue = null)
    {
        if (!_keys.TryGetValue((metric, member, labelValue), out var key))
        {
            if (_keys.Count >= MostKeys)
            {
                _keys.Clear();
            }

            var labels = label is null || labelValue is null ? Array.Empty<KeyValuePair<string, string>>() : [KeyValuePair.Create(label, labelValue)];
            key = new SeriesKey(member is null ? Entity : new EntityId(Entity.Workload, member), metric, labels, unit, kind);
            _keys.Add((metric, member, labelValue), key);
        }

        Batch.Add(key, Now, value);
    }
}
