using AIOps.Contracts.Telemetry;
using AIOps.Detection.Entities;
using AIOps.Detection.Metrics;

namespace AIOps.Detection.Tests.Entities;

public sealed class EntityDetectorTests
{
    private const long Start = 1_767_225_600_000;
    private const int Metrics = 12;

    [Test]
    public void MetricsThatMoveTogether_AlertAndLeadTheRanking()
    {
        var random = new Random(1);
        var entity = new EntityDetector(DetectorProfile.Default, Metrics);
        var detectors = Enumerable.Range(0, Metrics).Select(_ => new SeriesDetector(DetectorProfile.Default, SeriesKind.Gauge)).ToArray();
        var evidence = new double[Metrics];
        var order = new int[6];
        var quiet = 0;
        var found = false;
        for (var minute = 0; minute < 3010; minute++)
        {
            for (var metric = 0; metric < Metrics; metric++)
            {
                var shift = minute >= 3000 && metric is 2 or 3 or 5 or 7 or 8 or 11 && minute >= 3000 ? 40 : 0;
                evidence[metric] = detectors[metric].Observe(Start + (minute * 60_000L), 10 + random.NextDouble() + shift).Evidence;
            }

            var verdict = entity.Observe(Start + (minute * 60_000L), evidence);
            quiet += minute < 3000 && verdict.Alert ? 1 : 0;
            found |= minute >= 3000 && verdict.Alert;
        }

        entity.Rank(order);
        Assert.Multiple(() =>
        {
            Assert.That(quiet, Is.Zero);
            Assert.That(found);
            Assert.That(order, Is.EquivalentTo(new[] { 2, 3, 5, 7, 8, 11 }));
        });
    }

    [Test]
    public void StrongAnomaly_GoesOnAlertingThroughItsQuieterMiddle()
    {
        var alerts = AlertsOf([9, 4.5, 4.5, 4.5, 4.5]);
        Assert.That(alerts, Is.All.True);
    }

    [Test]
    public void WeakAnomaly_AlertsOnlyWhileItIsOverTheBar()
    {
        var alerts = AlertsOf([5.5, 4.5, 4.5]);
        Assert.That(alerts, Is.EqualTo(new[] { true, false, false }));
    }

    [Test]
    public void StrongAnomalyThatIsOver_DoesNotHoldWeakOnesLater()
    {
        var alerts = AlertsOf([9, .. Enumerable.Repeat(3.5, 30), 4.5]);
        Assert.That(alerts[^1], Is.False);
    }

    [Test]
    public void MetricsThatCameAndWent_AreNoEvidence()
    {
        var entity = new EntityDetector(DetectorProfile.Default, 2);
        var verdict = entity.Observe(Start, [double.NaN, double.NaN]);
        Assert.That(verdict.Evidence, Is.Zero);
    }

    [Test]
    public void AnotherNumberOfMetrics_IsRefused() =>
        Assert.That(() => new EntityDetector(DetectorProfile.Default, 2).Observe(Start, [1]), Throws.ArgumentException);

    /// <summary>Decisions on the last minutes after a calm day; three metrics show the same evidence.</summary>
    private static bool[] AlertsOf(double[] last)
    {
        const int Calm = 1440;
        var entity = new EntityDetector(DetectorProfile.Default, 3);
        var alerts = new bool[last.Length];
        for (var minute = 0; minute < Calm + last.Length; minute++)
        {
            var one = minute < Calm ? 0.5 : last[minute - Calm];
            var verdict = entity.Observe(Start + (minute * 60_000L), [one, one, one]);
            if (minute >= Calm)
            {
                alerts[minute - Calm] = verdict.Alert;
            }
        }

        return alerts;
    }
}
