using AIOps.Contracts.Events;
using AIOps.Contracts.Storage;
using AIOps.Contracts.Telemetry;
using AIOps.Server.Correlate;
using AIOps.Server.Tests.Web;

namespace AIOps.Server.Tests.Correlate;

public sealed class LogErrorsTests
{
    private const long Start = 1_767_225_600_000;
    private static readonly EntityId Entity = EntityId.Parse("service:shop/orders");

    [Test]
    public void RateAndShare_BecomeCountsOfErrorsAndOfTheRest()
    {
        var counts = LogErrors.Of([Series("log.record.rate", 0, [2, 1, 0, 4]), Series("log.error.share", 1, [.5, 1]), Series("queue.length", 0, [1, 2, 3, 4])], []);

        Assert.Multiple(() =>
        {
            Assert.That(counts.Select(count => count.Level), Is.EqualTo(new[] { LogSeverity.Error, LogSeverity.Information }));
            Assert.That(counts[0].Counts, Is.EqualTo(new[] { 0.0, 5, 0, 0 }));
            Assert.That(counts[1].Counts, Is.EqualTo(new[] { 20.0, 5, 0, 40 }));
            Assert.That(counts[0].Times, Is.EqualTo(new[] { Start, Start + 10_000, Start + 20_000, Start + 30_000 }));
        });
    }

    [Test]
    public void NewErrorInALog_IsKnownBeforeItsRate([Values] bool open, [Values(Severity.Warning, Severity.Error)] Severity severity)
    {
        var anomaly = Samples.Anomaly("log-1", Entity.Workload, "warehouse <*> is unknown", DateTimeOffset.FromUnixTimeMilliseconds(Start)) with { Kind = AnomalyKind.Log, Severity = severity, State = open ? AnomalyState.Open : AnomalyState.Cleared };
        var counts = LogErrors.Of([], [anomaly, anomaly with { Kind = AnomalyKind.Metric }]);
        Assert.That(counts.Select(count => (count.Template, count.Times[0])), Is.EqualTo(open && severity == Severity.Error ? [("warehouse <*> is unknown", Start)] : Array.Empty<(string, long)>()));
    }

    [Test]
    public void NoLogs_GiveNothing() => Assert.That(LogErrors.Of([Series("queue.length", 0, [1, 2])], []), Is.Empty);

    private static SeriesWindow Series(string metric, int from, double[] values) =>
        new(new SeriesKey(Entity, metric, [], "", SeriesKind.Gauge), [.. values.Select((_, i) => Start + ((from + i) * 10_000L))], values);
}
