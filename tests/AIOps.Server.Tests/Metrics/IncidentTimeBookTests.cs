using AIOps.Contracts.Events;
using AIOps.Contracts.Incidents;
using AIOps.Contracts.Serialization;
using AIOps.Server.Metrics;
using AIOps.Server.Tests.Web;

namespace AIOps.Server.Tests.Metrics;

public sealed class IncidentTimeBookTests
{
    private const string Labels = "mode=\"auto\",service=\"service:payments\",severity=\"critical\"";
    private static readonly DateTimeOffset Start = Samples.Start;

    [Test]
    public void EveryAnchor_IsCountedOnce_HoweverOftenTheIncidentChanges()
    {
        var book = new IncidentTimeBook();
        for (var i = 0; i < 3; i++)
        {
            book.Apply(Healed());
        }

        Assert.Multiple(() =>
        {
            Assert.That(Sums(book), Is.EqualTo(new Dictionary<string, (double, long)>(StringComparer.Ordinal)
            {
                ["detect"] = (12, 1),
                ["notify"] = (2, 1),
                ["acknowledge"] = (46, 1),
                ["restore"] = (60, 1),
                ["resolve"] = (240, 1),
            }));
            Assert.That(book.Counts[$"aiops_incidents_resolved|{Labels}"], Is.EqualTo(1));
        });
    }

    [Test]
    public void StoredBook_GoesOnWhereItStopped()
    {
        var book = new IncidentTimeBook();
        book.Apply(Healed());
        var again = AIOpsJson.Read<IncidentTimeBook>(AIOpsJson.Write(book));
        again.Apply(Healed());
        Assert.That(Sums(again), Is.EqualTo(Sums(book)));
    }

    [Test]
    public void Predicted_IsLeftOutOfDetection_AndHasALeadTime()
    {
        var book = new IncidentTimeBook();
        var incident = Healed();
        book.Apply(incident with { Anchors = incident.Anchors with { Predicted = new Anchor(Start.AddSeconds(-300), AnchorSource.Measured) } });
        Assert.Multiple(() =>
        {
            Assert.That(Sums(book).Keys, Has.None.EqualTo("detect"));
            Assert.That(book.Times.Single(pair => pair.Key.StartsWith("aiops_incident_lead_time_seconds", StringComparison.Ordinal)).Value.Sum, Is.EqualTo(300));
        });
    }

    [TestCase(IncidentState.Merged, null, "merged")]
    [TestCase(IncidentState.Cancelled, "false-positive", "false-positive")]
    public void MergedAndCancelled_AreCountedApart(IncidentState state, string? reason, string label)
    {
        var book = new IncidentTimeBook();
        var incident = Samples.Incident("INC-1", state) with { CancelReason = reason };
        book.Apply(incident);
        book.Apply(incident);
        Assert.Multiple(() =>
        {
            Assert.That(book.Times, Is.Empty);
            Assert.That(book.Counts, Is.EqualTo(new Dictionary<string, long>(StringComparer.Ordinal) { [$"aiops_incidents_excluded|reason=\"{label}\""] = 1 }));
        });
    }

    [Test]
    public void Candidate_IsNoIncidentYet()
    {
        var book = new IncidentTimeBook();
        book.Apply(Samples.Incident("INC-1", IncidentState.Candidate));
        Assert.That((book.Times.Count, book.Counts.Count), Is.EqualTo((0, 0)));
    }

    [Test]
    public void NegativeTime_CountsAsNone()
    {
        var book = new IncidentTimeBook();
        var incident = Samples.Incident("INC-1");
        book.Apply(incident with { Anchors = incident.Anchors with { ImpactStarted = new Anchor(Start.AddHours(1), AnchorSource.Human) } });
        Assert.That(Sums(book)["detect"], Is.EqualTo((0d, 1L)));
    }

    [Test]
    public void Services_AreCapped_AndTheBookIsTrimmed()
    {
        var book = new IncidentTimeBook();
        for (var i = 0; i < 1_500; i++)
        {
            book.Apply(Samples.Incident($"INC-{i}", IncidentState.Closed, Start.AddSeconds(i)) with { Service = $"service:s{i}", Severity = Severity.Error });
        }

        book.Trim();
        Assert.Multiple(() =>
        {
            Assert.That(book.Services, Has.Count.EqualTo(IncidentTimeBook.MaxServices));
            Assert.That(book.Times.Keys, Has.Some.Contain("service=\"other\""));
            Assert.That(book.Incidents, Has.Count.EqualTo(IncidentTimeBook.MaxFinal).And.Not.ContainKey("INC-0"));
        });
    }

    private static Incident Healed()
    {
        var incident = Samples.Incident("INC-1", IncidentState.Resolved);
        return incident with
        {
            Mode = IncidentMode.Auto,
            Anchors = incident.Anchors with
            {
                Acknowledged = new Anchor(Start.AddSeconds(60), AnchorSource.Human),
                Mitigated = new Anchor(Start.AddSeconds(72), AnchorSource.Measured),
                Resolved = new Anchor(Start.AddSeconds(252), AnchorSource.Measured),
            },
        };
    }

    private static Dictionary<string, (double Sum, long Count)> Sums(IncidentTimeBook book) =>
        book.Times.Where(pair => pair.Key.Contains("_time_to_", StringComparison.Ordinal)).ToDictionary(pair => pair.Key.Split("_time_to_")[1].Split("_seconds")[0], pair => (pair.Value.Sum, pair.Value.Buckets.Sum()), StringComparer.Ordinal);
}
