using System.ComponentModel.DataAnnotations;
using AIOps.Contracts.Configuration;

namespace AIOps.Detection.Logs;

/// <summary>Settings of log anomaly detection; the same for every source. Durations are of the records' time.</summary>
public sealed class LogAnomalyOptions : ICheckedOptions
{
    /// <summary>Time from a source's first record during which nothing is new. At least 10 s.</summary>
    public TimeSpan Learning { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>Records that a source must have shown before anything is new. At least 1.</summary>
    [Range(1, 1_000_000)]
    public int MinLearningRecords { get; set; } = 200;

    /// <summary>Length of the counting buckets. 1 s to 10 min.</summary>
    public TimeSpan Bucket { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Time without the symptom after which an anomaly is clear.</summary>
    public TimeSpan ClearAfter { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Time after which a new template that keeps coming is part of the normal.</summary>
    public TimeSpan AbsorbAfter { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Time that a message of which there were no more than two must have stayed away for its return to be told. At least 10 min.</summary>
    public TimeSpan RareAfter { get; set; } = TimeSpan.FromHours(6);

    /// <summary>Time without a record after which a session is over. 1 s to 1 h.</summary>
    public TimeSpan SessionIdle { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Most sessions open at once per source. 16 to 100,000.</summary>
    [Range(16, 100_000)]
    public int MaxSessions { get; set; } = 1_024;

    /// <summary>Most variable parts of templates that are watched per source. 16 to 100,000.</summary>
    [Range(16, 100_000)]
    public int MaxParameters { get; set; } = 2_000;

    /// <summary>Most variable parts that are series, per source. 0 to 1,000.</summary>
    [Range(0, 1000)]
    public int MaxParameterSeries { get; set; } = 20;

    /// <summary>Template series per service; the rest is in <c>other</c>. 1 to 1,000.</summary>
    [Range(1, 1000)]
    public int MaxSeriesPerService { get; set; } = 50;

    /// <summary>Most sources (workloads). 1 to 100,000.</summary>
    [Range(1, 100_000)]
    public int MaxSources { get; set; } = 2_000;

    /// <summary>Most anomalies that one source may raise in a bucket. 1 to 1,000.</summary>
    [Range(1, 1000)]
    public int MaxRaisedPerBucket { get; set; } = 10;

    /// <summary>Bounds of the template miners.</summary>
    public TemplateMinerOptions Mining { get; set; } = new();

    /// <inheritdoc/>
    public IEnumerable<ConfigurationMistake> Check(string section)
    {
        if (Learning < TimeSpan.FromSeconds(10))
        {
            yield return new($"{section}:{nameof(Learning)}", $"{Learning}", "too short to learn anything", "00:00:10 or more");
        }

        if (Bucket < TimeSpan.FromSeconds(1) || Bucket > TimeSpan.FromMinutes(10))
        {
            yield return new($"{section}:{nameof(Bucket)}", $"{Bucket}", "out of range", "00:00:01 to 00:10:00");
        }

        if (ClearAfter < Bucket)
        {
            yield return new($"{section}:{nameof(ClearAfter)}", $"{ClearAfter}", "shorter than a bucket", $"{Bucket} or more");
        }

        if (RareAfter < TimeSpan.FromMinutes(10))
        {
            yield return new($"{section}:{nameof(RareAfter)}", $"{RareAfter}", "what comes that often is not rare", "00:10:00 or more");
        }

        if (SessionIdle < TimeSpan.FromSeconds(1) || SessionIdle > TimeSpan.FromHours(1))
        {
            yield return new($"{section}:{nameof(SessionIdle)}", $"{SessionIdle}", "out of range", "00:00:01 to 01:00:00");
        }

        foreach (var mistake in Mining.Check($"{section}:{nameof(Mining)}"))
        {
            yield return mistake;
        }
    }
}
