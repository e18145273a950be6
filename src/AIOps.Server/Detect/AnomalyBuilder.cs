using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using AIOps.Contracts.Events;
using AIOps.Contracts.Telemetry;
using AIOps.Detection.Members;
using AIOps.Detection.Metrics;

namespace AIOps.Server.Detect;

/// <summary>Makes the record of an anomaly from a detector's verdict.</summary>
internal static class AnomalyBuilder
{
    /// <summary>The kind of fault of a member that does nothing while others go on.</summary>
    public const string StuckKind = "stuck";

    public static Anomaly Raise(SeriesKey key, Verdict verdict, string profile, long sampleMs, DateTimeOffset now)
    {
        var onset = verdict.OnsetMs > 0 ? verdict.OnsetMs : sampleMs;
        return new Anomaly
        {
            Id = Identify(key.Id.ToString("x16", CultureInfo.InvariantCulture), onset, profile),
            Kind = AnomalyKind.Metric,
            State = AnomalyState.Open,
            Entity = key.Entity,
            Signal = key.Metric,
            SeriesId = key.Id,
            Labels = Labels(key),
            Unit = key.Unit,
            Severity = SignalSeverity.Of(key, verdict),
            Score = verdict.Score,
            Direction = verdict.Direction,
            Value = verdict.Value,
            Expected = verdict.Expected,
            Lower = verdict.Lower,
            Upper = verdict.Upper,
            Statistic = verdict.Statistic.ToString().ToLowerInvariant(),
            OnsetAt = DateTimeOffset.FromUnixTimeMilliseconds(onset),
            DetectedAt = now,
            LastAt = DateTimeOffset.FromUnixTimeMilliseconds(sampleMs),
            Profile = profile,
            Summary = Describe(key, verdict),
        };
    }

    /// <summary>A member that stands still while others of its workload go on.</summary>
    public static Anomaly Stuck(SeriesKey key, WorkPulse pulse, WorkContrast contrast, string profile, DateTimeOffset now) => new()
    {
        Id = Identify($"{key.Entity}|{key.Metric}", pulse.MovedMs, StuckKind),
        Kind = AnomalyKind.Metric,
        State = AnomalyState.Open,
        Entity = key.Entity,
        Signal = key.Metric,
        SeriesId = key.Id,
        Labels = Labels(key),
        Unit = key.Unit,
        Severity = Severity.Error,
        Score = 1 - Math.Exp(-contrast.Missing / 2),
        Direction = AnomalyDirection.Down,
        Value = 0,
        Expected = contrast.Usual,
        Lower = contrast.Usual,
        Upper = contrast.Usual,
        Statistic = "contrast",
        FaultKind = StuckKind,
        OnsetAt = DateTimeOffset.FromUnixTimeMilliseconds(pulse.MovedMs),
        DetectedAt = now,
        LastAt = DateTimeOffset.FromUnixTimeMilliseconds(pulse.HeardMs),
        Profile = profile,
        Summary = string.Create(CultureInfo.InvariantCulture, $"{key.Metric} stands still for {contrast.StillMs / 1000} s, usually {contrast.Usual:G3}/s, while {contrast.Others} other {(contrast.Others == 1 ? "member goes" : "members go")} on"),
    };

    /// <summary>Labels beyond the entity's, as an anomaly carries them.</summary>
    public static Dictionary<string, string> Labels(SeriesKey key) => key.Labels.ToDictionary(label => label.Key, label => label.Value, StringComparer.Ordinal);

    /// <summary>Deterministic, so that a batch that comes twice raises nothing twice.</summary>
    public static string Identify(string series, long onsetMs, string profile) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{series}|{onsetMs}|{profile}")).AsSpan(0, 10));

    private static string Describe(SeriesKey key, Verdict verdict)
    {
        var side = verdict.Direction switch
        {
            AnomalyDirection.Up => "above",
            AnomalyDirection.Down => "below",
            _ => "outside",
        };
        var rate = key.Kind is SeriesKind.Counter or SeriesKind.Delta ? "/s" : "";
        return $"{key.Display} is {NumberText.Of(verdict.Value)}{rate}, {side} the expected {NumberText.Of(verdict.Lower)} to {NumberText.Of(verdict.Upper)}{rate}{(key.Unit.Length is 0 or > 12 ? "" : " " + key.Unit)}";
    }
}
