using AIOps.Contracts.Events;

namespace AIOps.Detection.Tests.Logs.Signals;

[TestFixture]
public sealed class SessionSignalsTests
{
    private int _number;

    [SetUp]
    public void Restart() => _number = 0;

    [TestCase(true)]
    [TestCase(false)]
    public void SessionsThatLackAStep_AreRaisedWithAnExample(bool traces)
    {
        var feed = new LogFeed();
        Play(feed, 600, traces, broken: false);
        Play(feed, 60, traces, broken: true);
        feed.Silence(TimeSpan.FromMinutes(2));

        var raised = feed.Raised("session-shape").Single();
        Assert.Multiple(() =>
        {
            Assert.That(raised.Severity, Is.EqualTo(Severity.Error));
            Assert.That(raised.Summary, Does.Contain("has 0 instead of 1 of: payment of <*> settled"));
            Assert.That(raised.Evidence, Does.Contain("order <*> received"));
        });
    }

    [TestCase(true)]
    [TestCase(false)]
    public void OneOddSession_IsNoAnomaly(bool traces)
    {
        var feed = new LogFeed();
        Play(feed, 600, traces, broken: false);
        Play(feed, 1, traces, broken: true);
        Play(feed, 200, traces, broken: false);
        feed.Silence(TimeSpan.FromMinutes(2));

        Assert.That(feed.Raised("session-shape"), Is.Empty);
    }

    [Test]
    public void IdsThatNeverComeAgain_AreNoSessions()
    {
        var feed = new LogFeed();
        for (var i = 0; i < 2_000; i++)
        {
            feed.Now += TimeSpan.FromSeconds(1);
            feed.Line($"request {Id()} served");
        }

        feed.Silence(TimeSpan.FromMinutes(2));
        Assert.That(feed.Detector.Counters.Sessions, Is.Zero);
        Assert.That(feed.Findings, Is.Empty);
    }

    [Test]
    public void OpenSessions_AreBoundedAndCounted()
    {
        var feed = new LogFeed(new() { Learning = TimeSpan.FromMinutes(2), MaxSessions = 16 });
        for (var i = 0; i < 100; i++)
        {
            feed.Line($"request {Id()} served");
        }

        Assert.That((feed.Detector.Counters.Sessions, feed.Detector.Counters.RefusedSessions), Is.EqualTo((16, 84)));
    }

    [Test]
    public void AfterARestart_HalfSessionsAreNotJudged()
    {
        var feed = new LogFeed();
        Play(feed, 600, traces: true, broken: false);
        feed.Restart();
        // the ends of sessions whose beginnings were before
        for (var i = 1; i <= 20; i++)
        {
            feed.Line($"payment of order {i} settled", trace: $"{i:x32}");
        }

        Play(feed, 30, traces: true, broken: false);
        feed.Silence(TimeSpan.FromMinutes(2));
        Assert.That(feed.Raised("session-shape"), Is.Empty);
    }

    private void Play(LogFeed feed, int sessions, bool traces, bool broken)
    {
        for (var i = 0; i < sessions; i++)
        {
            feed.Now += TimeSpan.FromSeconds(1);
            var id = Id();
            var trace = traces ? id : "";
            var name = traces ? $"{_number}" : id;
            feed.Line($"order {name} received", trace: trace);
            feed.Line($"stock for {name} reserved", trace: trace);
            if (!broken)
            {
                feed.Line($"payment of {name} settled", trace: trace);
            }

            feed.Line($"order {name} is complete", trace: trace);
        }
    }

    private string Id() => $"{++_number * 7_919:x8}00112233445566778899aabb"[..32];
}
