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
    private readonly List<OpenAnomaly> _incomplete = [];

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

    public OpenAnomaly Raise(Symptom symptom)
    {
        var line = symptom.HasLine ? ring.Next - 1 : ring.Next;
        var labels = new Dictionary<string, string>(StringComparer.Ordinal);
        if (symptom.TemplateId > 0)
        {
            labels.Add("template", symptom.TemplateId.ToString(CultureInfo.InvariantCulture));
        }

        if (symptom.Parameter.Length > 0)
        {
            labels.Add("parameter", symptom.Parameter);
        }

        var anomaly = new Anomaly
        {
            Id = Id(symptom),
            Kind = symptom.Statistic == "vanished" ? AnomalyKind.Missing : AnomalyKind.Log,
            State = AnomalyState.Open,
            Entity = entity,
            Signal = symptom.Signal,
            Labels = labels,
            Severity = symptom.Severity,
            Score = Math.Clamp(symptom.Score, 0, 1),
            Direction = symptom.Direction,
            Value = symptom.Value,
            Expected = symptom.Expected,
            Statistic = symptom.Statistic,
            OnsetAt = DateTimeOffset.FromUnixTimeMilliseconds(symptom.OnsetMs),
            DetectedAt = DecidedAt,
            LastAt = DateTimeOffset.FromUnixTimeMilliseconds(symptom.OnsetMs),
            Profile = Profile,
            Summary = symptom.Summary,
            Evidence = symptom.Evidence ?? [.. ring.Read(line - LinesBefore, LinesBefore + 1, mask)],
        };
        _findings.Add(new LogFinding(EventTypes.AnomalyRaised, anomaly));
        RaisedInBucket++;
        var open = new OpenAnomaly(anomaly, symptom.OnsetMs, symptom.Evidence is null ? line : -1);
        if (open.FirstLine >= 0)
        {
            _incomplete.Add(open);
        }

        return open;
    }

    /// <summary>Completes what waits for the lines that came after; to be called once a line.</summary>
    public void OnLine()
    {
        for (var i = _incomplete.Count - 1; i >= 0; i--)
        {
            Complete(_incomplete[i]);
            if (_incomplete[i].FirstLine < 0)
            {
                _incomplete.RemoveAt(i);
            }
        }
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

    /// <summary>Tells when the symptom pauses and when it is there again; to be called when a bucket ends.</summary>
    /// <param name="open">What is open.</param>
    /// <param name="nowMs">Time that the data has reached.</param>
    /// <param name="bucketMs">Length of a bucket: a pause is a whole one without the symptom.</param>
    public void Watch(OpenAnomaly open, long nowMs, long bucketMs)
    {
        var quiet = nowMs - open.LastMs >= bucketMs;
        if (quiet != open.Anomaly.QuietSince is not null)
        {
            open.Anomaly = open.Anomaly with { QuietSince = quiet ? QuietSince(open, nowMs) : null };
            _findings.Add(new LogFinding(EventTypes.AnomalyUpdated, open.Anomaly));
        }
    }

    /// <summary>Tells that it is over.</summary>
    /// <param name="open">What is open.</param>
    /// <param name="nowMs">Time that the data has reached.</param>
    public void Clear(OpenAnomaly open, long nowMs)
    {
        open.Anomaly = open.Anomaly with { State = AnomalyState.Cleared, QuietSince = QuietSince(open, nowMs), LastAt = DateTimeOffset.FromUnixTimeMilliseconds(open.LastMs) };
        _findings.Add(new LogFinding(EventTypes.AnomalyCleared, open.Anomaly));
    }

    // how long it is quiet is read off the data, when that was off our clock
    private DateTimeOffset QuietSince(OpenAnomaly open, long nowMs) => DecidedAt - TimeSpan.FromMilliseconds(Math.Max(0, nowMs - open.LastMs));

    // Adds the lines that came after, once there are enough of them.
    private void Complete(OpenAnomaly open)
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

    private string Id(Symptom symptom)
    {
        var key = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{entity}|{symptom.Statistic}|{symptom.TemplateId}{symptom.Parameter}|{symptom.OnsetMs}|{Profile}"));
        return "log-" + Convert.ToHexStringLower(SHA256.HashData(key).AsSpan(0, 12));
    }
}
