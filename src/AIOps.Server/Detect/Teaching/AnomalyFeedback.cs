using AIOps.Detection.Metrics;

namespace AIOps.Server.Detect.Teaching;

/// <summary>What somebody said about an anomaly of a metric.</summary>
/// <param name="AnomalyId">Which.</param>
/// <param name="SeriesId">Its series.</param>
/// <param name="Workload">Whose.</param>
/// <param name="Signal">The metric.</param>
/// <param name="Kind"><c>true</c>, <c>false</c> or <c>expected</c>.</param>
/// <param name="Actor">Who said so.</param>
/// <param name="Note">Why, or empty.</param>
/// <param name="At">When.</param>
internal sealed record AnomalyFeedback(string AnomalyId, ulong SeriesId, string Workload, string Signal, string Kind, string Actor, string Note, DateTimeOffset At)
{
    /// <summary>The kinds and what they do to a series.</summary>
    public static IReadOnlyDictionary<string, Feedback> Kinds { get; } = new Dictionary<string, Feedback>(StringComparer.Ordinal)
    {
        ["true"] = Feedback.TrueAlarm,
        ["false"] = Feedback.FalseAlarm,
        ["expected"] = Feedback.ExpectedFromNowOn,
    };
}
