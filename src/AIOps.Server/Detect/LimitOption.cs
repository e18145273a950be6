using System.IO.Enumeration;
using AIOps.Contracts.Configuration;
using AIOps.Contracts.Telemetry;

namespace AIOps.Server.Detect;

/// <summary>A limit that the configuration sets. Patterns know * and ?, case does not count.</summary>
internal sealed class LimitOption
{
    /// <summary>Pattern of the workload; empty for any.</summary>
    public string Workload { get; set; } = "";

    /// <summary>Pattern of the metric's name.</summary>
    public string Metric { get; set; } = "";

    /// <summary>Upper limit in the metric's unit (of a counter: its rate per second).</summary>
    public double? Upper { get; set; }

    /// <summary>Lower limit instead.</summary>
    public double? Lower { get; set; }

    /// <summary>Whether it is the limit of a series.</summary>
    public bool Fits(SeriesKey key) => FileSystemName.MatchesSimpleExpression(Metric, key.Metric) && (Workload.Length == 0 || FileSystemName.MatchesSimpleExpression(Workload, key.Entity.Workload));

    public IEnumerable<ConfigurationMistake> Check(string section)
    {
        if (Metric.Length == 0)
        {
            yield return new($"{section}:{nameof(Metric)}", "", "is missing", "write a metric's name or a pattern such as *.queue.length");
        }

        if (Upper is null == Lower is null || !double.IsFinite(Upper ?? Lower ?? 0))
        {
            yield return new(section, $"Upper {Upper}, Lower {Lower}", "must have one limit", "write a finite Upper or a finite Lower");
        }
    }
}
