using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace AIOps.Server.Metrics;

/// <summary>Listens to every meter whose name starts with <c>AIOps</c> and keeps what <c>/metrics</c> shows.</summary>
internal sealed class MetricCollector : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<string, MetricFamily> _families = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, long> _overflows = new(StringComparer.Ordinal);
    private readonly Lock _collecting = new();

    public MetricCollector()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name.StartsWith("AIOps", StringComparison.Ordinal))
            {
                listener.EnableMeasurementEvents(instrument, Family(instrument));
            }
        };
        _listener.SetMeasurementEventCallback<double>(static (_, value, tags, family) => ((MetricFamily)family!).Measure(value, tags));
        _listener.SetMeasurementEventCallback<float>(static (_, value, tags, family) => ((MetricFamily)family!).Measure(value, tags));
        _listener.SetMeasurementEventCallback<long>(static (_, value, tags, family) => ((MetricFamily)family!).Measure(value, tags));
        _listener.SetMeasurementEventCallback<int>(static (_, value, tags, family) => ((MetricFamily)family!).Measure(value, tags));
        _listener.SetMeasurementEventCallback<short>(static (_, value, tags, family) => ((MetricFamily)family!).Measure(value, tags));
        _listener.SetMeasurementEventCallback<byte>(static (_, value, tags, family) => ((MetricFamily)family!).Measure(value, tags));
        _listener.SetMeasurementEventCallback<decimal>(static (_, value, tags, family) => ((MetricFamily)family!).Measure((double)value, tags));
        _listener.Start();
    }

    /// <summary>How often each family had to drop a label set.</summary>
    public IEnumerable<KeyValuePair<string, long>> Overflows => _overflows.OrderBy(pair => pair.Key, StringComparer.Ordinal);

    /// <summary>Asks the observable instruments and hands over all families in the order of their names.</summary>
    public IReadOnlyList<MetricFamily> Collect()
    {
        lock (_collecting)
        {
            foreach (var family in _families.Values)
            {
                family.ForgetObserved();
            }

            try
            {
                _listener.RecordObservableInstruments();
            }
            catch (AggregateException)
            {
                // a callback that fails leaves its own gauge out; the others have been asked
            }

            return [.. _families.Values.OrderBy(family => family.Name, StringComparer.Ordinal)];
        }
    }

    public void Dispose() => _listener.Dispose();

    private MetricFamily Family(Instrument instrument)
    {
        var kind = MetricFamily.KindOf(instrument);
        var name = MetricName.Of(instrument.Name, instrument.Unit).Family;
        var family = _families.GetOrAdd(name, _ => new MetricFamily(name, instrument, kind, OnOverflow));
        if (family.Kind == kind && family.IsObservable == instrument.IsObservable)
        {
            // several meters may carry one instrument: their points are one family
            return family;
        }

        var other = $"{name}_{kind.ToString().ToLowerInvariant()}{(instrument.IsObservable ? "_observed" : "")}";
        return _families.GetOrAdd(other, _ => new MetricFamily(other, instrument, kind, OnOverflow));
    }

    private void OnOverflow(string family) => _overflows.AddOrUpdate(family, 1, static (_, count) => count + 1);
}
