using System.Globalization;
using AIOps.Contracts.Telemetry;

namespace AIOps.Detection.Logs.Signals;

/// <summary>Template rates as ordinary series: the templates that earn one first keep it, the rest counts under <c>other</c>.</summary>
internal sealed class RateSeries
{
    private const string Rate = "log.template.rate";
    private const string Unit = "{record}/s";

    // a template must come a few times before it is worth a series
    private const int MinTotal = 5;

    private readonly EntityId _entity;
    private readonly int _max;
    private readonly double _seconds;
    private readonly SeriesKey _other;
    private readonly SeriesKey _all;
    private readonly SeriesKey _errors;
    private int _given;

    public RateSeries(EntityId entity, int max, TimeSpan bucket)
    {
        _entity = entity;
        _max = max;
        _seconds = bucket.TotalSeconds;
        _other = Key("other");
        _all = new SeriesKey(entity, "log.record.rate", [], Unit, SeriesKind.Gauge);
        _errors = new SeriesKey(entity, "log.error.share", [], "1", SeriesKind.Ratio);
    }

    public void Emit(IEnumerable<TemplateActivity> activities, long endMs, int records, int errors, MetricBatch rates)
    {
        var other = 0;
        foreach (var activity in activities)
        {
            if (activity.Series is null && _given < _max && activity.Total >= MinTotal)
            {
                activity.Series = Key(activity.Id.ToString(CultureInfo.InvariantCulture));
                _given++;
            }

            if (activity.Series is { } series)
            {
                rates.Add(series, endMs, activity.InBucket / _seconds);
            }
            else
            {
                other += activity.InBucket;
            }
        }

        rates.Add(_other, endMs, other / _seconds);
        rates.Add(_all, endMs, records / _seconds);
        if (records > 0)
        {
            rates.Add(_errors, endMs, (double)errors / records);
        }
    }

    public void Forget(TemplateActivity activity)
    {
        if (activity.Series is not null)
        {
            activity.Series = null;
            _given--;
        }
    }

    private SeriesKey Key(string template) => new(_entity, Rate, [KeyValuePair.Create("template", template)], Unit, SeriesKind.Gauge);
}
