using System.Text;
using AIOps.Contracts.Events;
using AIOps.Contracts.Telemetry;
using AIOps.Detection.Logs;

namespace AIOps.Detection.Tests.Logs;

[TestFixture]
public sealed class LogAnomalyDetectorTests
{
    private static readonly LogSource _source = new(new EntityId("service:shop/orders", "orders-1"), "");
    private static readonly DateTimeOffset _start = new(2026, 1, 5, 12, 0, 0, TimeSpan.Zero);
    private static readonly LogAnomalyOptions _options = new() { Learning = TimeSpan.FromMinutes(2), MinLearningRecords = 50 };

    [Test]
    public void UnseenMessageAfterLearning_IsRaisedWithItsLine()
    {
        var detector = Learnt();

        var findings = Feed(detector, 300, "Lost connection to replica db-2: broken pipe", 17);

        var raised = findings.Single(finding => finding.EventType == EventTypes.AnomalyRaised && finding.Anomaly.Statistic == "new-template").Anomaly;
        Assert.Multiple(() =>
        {
            Assert.That(raised.Severity, Is.EqualTo(Severity.Error));
            Assert.That(raised.Entity.Workload, Is.EqualTo("service:shop/orders"));
            Assert.That(raised.Evidence[^1], Does.Contain("broken pipe"));
            Assert.That(raised.Evidence, Has.Count.GreaterThan(1), "lines before");
        });
    }

    [Test]
    public void UnseenMessageWhileLearning_IsNoNews()
    {
        var detector = new LogAnomalyDetector(_options);

        var findings = Feed(detector, 0, "Lost connection to replica db-2: broken pipe", 17);

        Assert.That(findings, Is.Empty);
    }

    [Test]
    public void KnownMessagesWithNewValues_RaiseNothing()
    {
        var detector = Learnt();

        var findings = new List<LogFinding>();
        for (var second = 300; second < 600; second++)
        {
            findings.AddRange(Normal(detector, second));
        }

        Assert.That(findings, Is.Empty);
    }

    [Test]
    public void ErrorsInPlaceOfSuccesses_RaiseErrorShareAndClearAfterwards()
    {
        var detector = Learnt();
        var findings = new List<LogFinding>();
        for (var second = 300; second < 360; second++)
        {
            for (var i = 0; i < 5; i++)
            {
                findings.AddRange(Feed(detector, second, $"Order {second * 7} failed after {i} ms", 17));
            }
        }

        for (var second = 360; second < 540; second++)
        {
            findings.AddRange(Normal(detector, second));
        }

        var share = findings.Where(finding => finding.Anomaly.Statistic == "error-share").Select(finding => finding.EventType).ToList();
        Assert.That(share[0], Is.EqualTo(EventTypes.AnomalyRaised));
        Assert.That(share[^1], Is.EqualTo(EventTypes.AnomalyCleared));
    }

    [Test]
    public void ErrorsInALogThatWasSilentAsLongAsItsServiceIsKnown_AreNews([Values] bool known)
    {
        var detector = new LogAnomalyDetector(_options);
        var findings = new List<LogFinding>();
        for (var second = 300; second < 330; second++)
        {
            var batch = new LogBatch();
            batch.Add(_source, Time(second), 17, Encoding.UTF8.GetBytes($"No job made: source eu-{second} is unknown"));
            findings.AddRange(detector.Observe(batch, _start, _ => known ? Time(0) : null).Findings);
        }

        Assert.That(findings.Select(finding => finding.Anomaly.Statistic).Distinct(), Is.EqualTo(known ? ["error-share"] : Array.Empty<string>()));
    }

    [Test]
    public void SuddenFlood_IsABurst()
    {
        var detector = Learnt();
        var findings = new List<LogFinding>();
        for (var i = 0; i < 600; i++)
        {
            findings.AddRange(Feed(detector, 300 + (i / 60), $"Order {i} placed by customer {i * 3} in {i % 9} ms", 9));
        }

        findings.AddRange(Normal(detector, 320));

        Assert.That(findings.Select(finding => finding.Anomaly.Statistic), Does.Contain("burst"));
    }

    [Test]
    public void HeartbeatThatStops_IsMissedAndClearsWhenItIsBack()
    {
        var detector = Learnt();
        var findings = new List<LogFinding>();
        for (var second = 300; second < 420; second++)
        {
            findings.AddRange(Normal(detector, second, heartbeat: false));
        }

        Assert.That(findings.Select(finding => finding.Anomaly.Statistic), Does.Contain("vanished"));

        findings.Clear();
        findings.AddRange(Feed(detector, 421, "Heartbeat 421 sent to coordinator", 9));

        Assert.That(findings.Single().EventType, Is.EqualTo(EventTypes.AnomalyCleared));
    }

    [Test]
    public void RatesOfTemplates_ComeAsSeries()
    {
        var detector = new LogAnomalyDetector(_options);
        var rates = new MetricBatch();
        for (var second = 0; second < 60; second++)
        {
            var batch = new LogBatch();
            batch.Add(_source, Time(second), 9, Encoding.UTF8.GetBytes($"Order {second} placed"));
            batch.Add(_source, Time(second), 9, Encoding.UTF8.GetBytes($"Order {second} shipped"));
            var observed = detector.Observe(batch, _start).Rates;
            for (var i = 0; i < observed.Count; i++)
            {
                rates.Add(observed.Series[observed.SeriesOf[i]], observed.Times[i], observed.Values[i]);
            }
        }

        Assert.That(rates.Series.Select(series => series.Display), Does.Contain("log.template.rate{template=1}").And.Contain("log.template.rate{template=other}").And.Contain("log.record.rate"));
        Assert.That(rates.Values[^1], Is.Zero, "the error share of a healthy source");
    }

    [Test]
    public void RecordWithItsTemplate_IsNotMined()
    {
        var detector = new LogAnomalyDetector(_options);
        var batch = new LogBatch();
        batch.Add(_source, Time(0), 9, "Order 5 of alice"u8, "Order {Id} of {User}"u8);
        batch.Add(_source, Time(1), 9, "Order 6 of bob"u8, "Order {Id} of {User}"u8);

        detector.Observe(batch, _start);

        Assert.That(detector.Templates("service:shop/orders").Single().Text, Is.EqualTo("Order {Id} of {User}"));
    }

    [Test]
    public void ClockGoingBack_IsCountedAndRaisesNothing()
    {
        var detector = Learnt();

        var findings = Feed(detector, 20, "Order 5 placed by customer 4 in 3 ms", 9);

        Assert.That(findings, Is.Empty);
        Assert.That(detector.Counters.Late, Is.EqualTo(1));
    }

    [Test]
    public void RestoredDetector_GoesOnWhereItWas()
    {
        var detector = Learnt();
        using var stream = new MemoryStream();
        detector.Checkpoint(stream);
        stream.Position = 0;

        var restored = LogAnomalyDetector.Restore(stream, _options);

        Assert.That(Normal(restored, 300), Is.Empty);
        Assert.That(Feed(restored, 301, "Lost connection to replica db-2: broken pipe", 17).Select(finding => finding.Anomaly.Statistic), Does.Contain("new-template"));
    }

    [Test]
    public void CheckpointCutShort_IsRefusedWithAClearError()
    {
        using var stream = new MemoryStream();
        Learnt().Checkpoint(stream);
        using var cut = new MemoryStream(stream.ToArray()[..(int)(stream.Length / 2)]);

        Assert.That(() => LogAnomalyDetector.Restore(cut, _options), Throws.TypeOf<InvalidDataException>());
    }

    private static LogAnomalyDetector Learnt()
    {
        var detector = new LogAnomalyDetector(_options);
        for (var second = 0; second < 300; second++)
        {
            Normal(detector, second);
        }

        return detector;
    }

    private static List<LogFinding> Normal(LogAnomalyDetector detector, int second, bool heartbeat = true)
    {
        var findings = new List<LogFinding>();
        for (var i = 0; i < 3; i++)
        {
            findings.AddRange(Feed(detector, second, $"Order {(second * 10) + i} placed by customer {second % 17} in {second % 40} ms", 9));
        }

        if (heartbeat && second % 10 == 1)
        {
            findings.AddRange(Feed(detector, second, $"Heartbeat {second} sent to coordinator", 9));
        }

        return findings;
    }

    private static IReadOnlyList<LogFinding> Feed(LogAnomalyDetector detector, int second, string line, byte severity)
    {
        var batch = new LogBatch();
        batch.Add(_source, Time(second), severity, Encoding.UTF8.GetBytes(line));
        return detector.Observe(batch, _start).Findings;
    }

    private static long Time(int second) => _start.ToUnixTimeMilliseconds() + (second * 1000L);
}
