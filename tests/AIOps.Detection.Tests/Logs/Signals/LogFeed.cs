using System.Text;
using AIOps.Contracts.Events;
using AIOps.Contracts.Telemetry;
using AIOps.Detection.Logs;

namespace AIOps.Detection.Tests.Logs.Signals;

/// <summary>Feeds a detector line by line in the records' own time and keeps what it tells.</summary>
internal sealed class LogFeed(LogAnomalyOptions? options = null)
{
    public const string Workload = "service:shop/orders";
    private static readonly DateTimeOffset _start = new(2026, 1, 5, 12, 0, 0, TimeSpan.Zero);
    private readonly LogSource _source = new(new EntityId(Workload, "orders-1"), "");

    public LogAnomalyOptions Options { get; } = options ?? new LogAnomalyOptions { Learning = TimeSpan.FromMinutes(2), MinLearningRecords = 50 };

    public LogAnomalyDetector Detector { get; private set; } = new(options ?? new LogAnomalyOptions { Learning = TimeSpan.FromMinutes(2), MinLearningRecords = 50 });

    public TimeSpan Now { get; set; }

    public List<LogFinding> Findings { get; } = [];

    public Dictionary<string, List<double>> Rates { get; } = [];

    public IEnumerable<Anomaly> Raised(string statistic) =>
        Findings.Where(finding => finding.EventType == EventTypes.AnomalyRaised && finding.Anomaly.Statistic == statistic).Select(finding => finding.Anomaly);

    public IEnumerable<string> Statistics => Findings.Where(finding => finding.EventType == EventTypes.AnomalyRaised).Select(finding => finding.Anomaly.Statistic);

    public void Line(string text, byte severity = 9, string trace = "") => Line(Encoding.UTF8.GetBytes(text), severity, trace);

    public void Line(byte[] text, byte severity = 9, string trace = "", string stream = "")
    {
        var batch = new LogBatch();
        batch.Add(stream.Length > 0 ? _source with { Name = stream } : _source, (_start + Now).ToUnixTimeMilliseconds(), severity, text, default, Encoding.ASCII.GetBytes(trace));
        Keep(Detector.Observe(batch, _start + Now));
    }

    public void Silence(TimeSpan time)
    {
        Now += time;
        Keep(Detector.Advance(_start + Now, _start + Now));
    }

    public void Restart()
    {
        using var stream = new MemoryStream();
        Detector.Checkpoint(stream);
        stream.Position = 0;
        Detector = LogAnomalyDetector.Restore(stream, Options);
    }

    private void Keep(LogObservation observed)
    {
        Findings.AddRange(observed.Findings);
        for (var i = 0; i < observed.Rates.Count; i++)
        {
            var name = observed.Rates.Series[observed.Rates.SeriesOf[i]].Display;
            if (!Rates.TryGetValue(name, out var values))
            {
                Rates.Add(name, values = []);
            }

            values.Add(observed.Rates.Values[i]);
        }
    }
}
