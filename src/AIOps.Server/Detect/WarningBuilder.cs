using System.Globalization;
using AIOps.Contracts.Events;
using AIOps.Contracts.Telemetry;
using AIOps.Detection.Forecasting;

namespace AIOps.Server.Detect;

/// <summary>Makes the records of a warning and of a crossing that was warned of.</summary>
internal static class WarningBuilder
{
    private const double Foretold = 0.9;
    private const double Crossed = 0.95;

    public static Anomaly Warn(SeriesKey key, SeriesLimit limit, LimitReading reading, double value, string profile, long sampleMs, DateTimeOffset now) =>
        Make(key, limit, "forecast", value, profile, sampleMs, now) with
        {
            Kind = AnomalyKind.Forecast,

            // it tells and wakes nobody: what comes will be seen by what it does
            Severity = reading.Forecast.Breach?.Latest <= TimeSpan.FromHours(1) ? Severity.Error : Severity.Warning,
            Summary = Describe(key, limit, reading.Forecast, value),
            Evidence = Reasons(limit, reading.Forecast),
        };

    /// <summary>The same warning as it looks now.</summary>
    public static Anomaly Refine(Anomaly warning, SeriesKey key, SeriesLimit limit, LimitReading reading, double value, long sampleMs) => warning with
    {
        Value = value,
        LastAt = DateTimeOffset.FromUnixTimeMilliseconds(sampleMs),
        Severity = reading.Forecast.Breach?.Latest <= TimeSpan.FromHours(1) || warning.Severity == Severity.Error ? Severity.Error : Severity.Warning,
        Summary = Describe(key, limit, reading.Forecast, value),
        Evidence = Reasons(limit, reading.Forecast),
    };

    public static Anomaly Cross(SeriesKey key, SeriesLimit limit, LimitReading reading, double value, string profile, long sampleMs, DateTimeOffset now) =>
        Make(key, limit, "limit", value, profile, sampleMs, now) with
        {
            Severity = Severity.Error,
            Score = Crossed,
            Summary = $"{key.Display} is {NumberText.Of(value)}, beyond its limit of {NumberText.Of(limit.Value)}, as was foretold {Span(reading.Lead)} ago",
        };

    private static Anomaly Make(SeriesKey key, SeriesLimit limit, string what, double value, string profile, long sampleMs, DateTimeOffset now) => new()
    {
        Id = AnomalyBuilder.Identify(key.Id.ToString("x16", CultureInfo.InvariantCulture), sampleMs, what),
        Kind = AnomalyKind.Metric,
        State = AnomalyState.Open,
        Entity = key.Entity,
        Signal = key.Metric,
        SeriesId = key.Id,
        Labels = AnomalyBuilder.Labels(key),
        Unit = key.Unit,
        Severity = Severity.Warning,
        Score = Foretold,
        Direction = limit.Lower ? AnomalyDirection.Down : AnomalyDirection.Up,
        Value = value,
        Lower = limit.Lower ? limit.Value : null,
        Upper = limit.Lower ? null : limit.Value,
        Statistic = what,
        OnsetAt = DateTimeOffset.FromUnixTimeMilliseconds(sampleMs),
        DetectedAt = now,
        LastAt = DateTimeOffset.FromUnixTimeMilliseconds(sampleMs),
        Profile = profile,
    };

    private static string Describe(SeriesKey key, SeriesLimit limit, in Forecast forecast, double value)
    {
        var now = $"{key.Display} is {NumberText.Of(value)}{(key.Unit.Length is 0 or > 12 ? "" : " " + key.Unit)}";
        return forecast.Breach is { } breach
            ? $"{now} and reaches {NumberText.Of(limit.Value)} in {Span(breach.Expected)} at this rate ({Span(breach.Earliest)} to {Span(breach.Latest)})"
            : $"{now}, and its way to {NumberText.Of(limit.Value)} has become unclear";
    }

    private static IReadOnlyList<string> Reasons(SeriesLimit limit, Forecast forecast) =>
    [
        $"{limit.Origin.ToString().ToLowerInvariant()} {(limit.Lower ? "lower" : "upper")} limit {NumberText.Of(limit.Value)}",
        string.Create(CultureInfo.InvariantCulture, $"probability of a crossing: 15 min {forecast.QuarterHour:0.00}, 1 h {forecast.Hour:0.00}, 4 h {forecast.FourHours:0.00}, 24 h {forecast.Day:0.00}"),
    ];

    private static string Span(TimeSpan span) => span.TotalDays >= 365 ? "more than a year"
        : span.TotalHours >= 48 ? string.Create(CultureInfo.InvariantCulture, $"{span.TotalDays:0.#} d")
        : span.TotalMinutes >= 90 ? string.Create(CultureInfo.InvariantCulture, $"{span.TotalHours:0.#} h")
        : string.Create(CultureInfo.InvariantCulture, $"{span.TotalMinutes:0} min");
}
