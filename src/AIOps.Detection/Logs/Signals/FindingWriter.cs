using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using AIOps.Contracts.Events;
using AIOps.Contracts.Telemetry;

namespace AIOps.Detection.Logs.Signals;

/// <summary>Makes anomaly records out of what a source's signals decided.</summary>
internal sealed class FindingWriter(EntityId entity, SecretMask mask, LineRing ring)
{
    public const string Profile = "logs@1";
    private const int LinesBefore = 5;
    private const int LinesAfter = 5;

    private readonly List<LogFinding> _findings = [];

    public DateTimeOffset DecidedAt { get; set; }

    /// <summary>Findings raised since the last bucket ended.</summary>
    public int RaisedInBucket { get; set; }

    public IReadOnlyList<LogFinding> Take()
    {
        if (_findings.Count == 0)
        {
            return [];
        }

        LogFinding[] taken = [.. _findings];
        _findings.Clear();
        return taken;
    }

    public OpenAnomaly Raise(string statistic, string signal, int templateId, long onsetMs, double score, Severity severity, string summary, AnomalyDirection direction = AnomalyDirection.None, double? value = null, double? expected = null, bool withLine = true)
    {
        var line = withLine ? ring.Next - 1 : ring.Next;
        var labels = new Dictionary<string, string>(StringComparer.Ordinal);
        if (templateId > 0)
        {
            labels.Add("template", templateId.ToString(CultureInfo.InvariantCulture));
        }

        var anomaly = new Anomaly
        {
            Id = Id(statistic, templateId, onsetMs),
            Kind = statistic == "vanished" ? AnomalyKind.Missing : AnomalyKind.Log,
            State = AnomalyState.Open,
            Entity = entity,
            Signal = signal,
            Labels = labels,
            Severity = severity,
            Score = Math.Clamp(score, 0, 1),
            Direction = direction,
            Value = value,
            Expected = expected,
            Statistic = statistic,
            OnsetAt = DateTimeOffset.FromUnixTimeMilliseconds(onsetMs),
            DetectedAt = DecidedAt,
            LastAt = DateTimeOffset.FromUnixTimeMilliseconds(onsetMs),
            Profile = Profile,
            Summary = summary,
            Evidence = [.. ring.Read(line - LinesBefore, LinesBefore + 1, mask)],
        };
        _findings.Add(new LogFinding(EventTypes.AnomalyRaised, anomaly));
        RaisedInBucket++;
        return new OpenAnomaly(anomaly, onsetMs, line);
    }

    /// <summary>Adds the lines that came after, once there are enough of them.</summary>
    public void Complete(OpenAnomaly open)
    {
        if (open.Anomaly.State != AnomalyState.Open)
        {
            open.FirstLine = -1;
        }

        if (open.FirstLine < 0 || ring.Next <= open.FirstLine + LinesAfter)
        {
            return;
        }

        open.Anomaly = open.Anomaly with { Evidence = [.. open.Anomaly.Evidence, .. ring.Read(open.FirstLine + 1, LinesAfter, mask)] };
        open.FirstLine = -1;
        _findings.Add(new LogFinding(EventTypes.AnomalyUpdated, open.Anomaly));
    }

    /// <summary>Tells that it became markedly worse.</summary>
    public void Worsen(OpenAnomaly open, double score, double? value, long timeMs)
    {
        if (score < open.Anomaly.Score * 1.25 || score < open.Anomaly.Score + 0.1)
        {
            return;
        }

        open.Anomaly = open.Anomaly with { Score = Math.Min(1, score), Value = value, LastAt = DateTimeOffset.FromUnixTimeMilliseconds(timeMs) };
        _findings.Add(new LogFinding(EventTypes.AnomalyUpdated, open.Anomaly));
    }

    public void Clear(OpenAnomaly open, AnomalyState state = AnomalyState.Cleared)
    {
        open.Anomaly = open.Anomaly with { State = state, LastAt = DateTimeOffset.FromUnixTimeMilliseconds(open.LastMs) };
        _findings.Add(new LogFinding(EventTypes.AnomalyCleared, open.Anomaly));
    }

    private string Id(string statistic, int templateId, long onsetMs)
    {
        var key = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{entity}|{statistic}|{templateId}|{onsetMs}|{Profile}"));
        return "log-" + Convert.ToHexStringLower(SHA256.HashData(key).AsSpan(0, 12));
    }
}
