using AIOps.Contracts.Events;

namespace AIOps.Detection.Tests.Logs.Signals;

[TestFixture]
public sealed class TemplateSignalsTests
{
    private static IEnumerable<int> Seeds => Environment.GetEnvironmentVariable("AIOPS_TEST_FULL") == "1" ? Enumerable.Range(11, 8) : [11];

    [Test]
    public void WarningThatComesBackAfterHours_IsRare()
    {
        var feed = new LogFeed();
        feed.Line("replica of shard 3 is out of step", 13);
        Normal(feed, TimeSpan.FromHours(7));
        feed.Line("replica of shard 4 is out of step", 13);

        var raised = feed.Raised("rare-template").Single();
        Assert.Multiple(() =>
        {
            Assert.That(raised.Severity, Is.EqualTo(Severity.Warning));
            Assert.That(raised.Summary, Does.StartWith("A rare message, number 2 among ").And.EndWith("the first for 7 h: replica of shard <*> is out of step"));
            Assert.That(raised.Evidence[^1], Is.EqualTo("replica of shard 4 is out of step"));
        });
    }

    [Test]
    public void RareMessageThatSaysNothingBad_IsNoNews()
    {
        var feed = new LogFeed();
        feed.Line("rotated logs", 9);
        Normal(feed, TimeSpan.FromHours(7));
        feed.Line("rotated logs", 9);

        Assert.That(feed.Findings, Is.Empty);
    }

    [Test]
    public void WarningOfEveryNight_IsNotRareForLong()
    {
        var feed = new LogFeed();
        for (var night = 0; night < 6; night++)
        {
            feed.Line("backup took longer than planned", 13);
            Normal(feed, TimeSpan.FromHours(24), TimeSpan.FromMinutes(1));
        }

        Assert.That(feed.Raised("rare-template").Count(), Is.EqualTo(2), "the second and the third time");
    }

    [Test]
    public void TemplatesStanding_ShowsRateExampleAndLinesAround()
    {
        var feed = new LogFeed();
        Normal(feed, TimeSpan.FromMinutes(10));
        feed.Line("login with password=abc refused", 13);
        Normal(feed, TimeSpan.FromMinutes(1));

        var standing = feed.Detector.Standings(LogFeed.Workload).Single(one => one.Template.Text.Contains("login", StringComparison.Ordinal));
        var usual = feed.Detector.Standings(LogFeed.Workload)[0];
        var around = feed.Detector.LinesAround(LogFeed.Workload, standing.Template.Id);
        Assert.Multiple(() =>
        {
            Assert.That(standing.Example, Is.EqualTo("login with password=*** refused"));
            Assert.That(standing.Template.Text, Does.Not.Contain("abc"));
            Assert.That(around, Has.Count.EqualTo(11));
            Assert.That(around[5], Is.EqualTo("login with password=*** refused"));
            Assert.That(usual.Recent, Has.Count.EqualTo(30));
            Assert.That(usual.Rate, Is.EqualTo(0.1).Within(0.02));
        });
    }

    [TestCaseSource(nameof(Seeds))]
    public void HealthyLogOfManyKinds_RaisesHardlyAnything(int seed)
    {
        // two hours of 324 kinds of messages with all sorts of parameters; a message that first comes after the learning time is still new
        var truth = new Truth.MessageTruth(seed);
        var feed = new LogFeed(new() { Learning = TimeSpan.FromMinutes(30) });
        for (var i = 0; i < 144_000; i++)
        {
            feed.Now = TimeSpan.FromMilliseconds(i * 50);
            feed.Line(truth.Next().Line);
        }

        var raised = feed.Findings.Where(finding => finding.EventType == EventTypes.AnomalyRaised).Select(finding => finding.Anomaly).ToList();
        TestContext.Out.WriteLine(string.Join('\n', raised.Select(anomaly => $"{anomaly.Statistic}: {anomaly.Summary}")));
        Assert.Multiple(() =>
        {
            Assert.That(raised.Where(anomaly => anomaly.Statistic != "new-template" || anomaly.Severity != Severity.Info), Is.Empty);
            Assert.That(raised, Has.Count.LessThanOrEqualTo(10));
        });
    }

    [Test]
    public void ManyNewErrorsAtOnce_AreCappedAndCounted()
    {
        string[] things = ["disk", "cache", "queue", "mailbox", "replica", "router", "sensor", "ledger", "vault", "printer", "gateway", "broker", "index", "archive"];
        var feed = new LogFeed();
        Normal(feed, TimeSpan.FromMinutes(10));
        for (var i = 0; i < things.Length; i++)
        {
            feed.Line(string.Join(' ', things.Take(i + 1)) + " broke", 17);
        }

        Assert.That((feed.Raised("new-template").Count(), feed.Detector.Counters.Suppressed), Is.EqualTo((10, 4)));
    }

    [TestCase("job cleanup was cancelled by an operator", 9)]
    [TestCase("job nightly is stuck", 9)]
    [TestCase("login of zoe failed: account is locked", 13)]
    public void MessageThatSaysSomethingElse_IsNews(string line, int severity)
    {
        var feed = new LogFeed();
        Users(feed);
        feed.Line(line, (byte)severity);

        Assert.That(feed.Raised("new-template").Count(), Is.EqualTo(1));
    }

    [TestCase("(zoe) RELOAD (crontabs/zoe)", 9)]
    [TestCase("(zoe) RELOAD (crontabs/zoe)", 13)]
    public void KnownMessageWithOtherNames_IsNoNews(string line, int severity)
    {
        var feed = new LogFeed();
        Users(feed);
        feed.Line(line, (byte)severity);

        Assert.That(feed.Findings, Is.Empty);
        Assert.That(feed.Detector.Counters.Suppressed, Is.LessThanOrEqualTo(1));
    }

    private static void Users(LogFeed feed)
    {
        string[] users = ["alice", "bob", "carol", "dave", "erin", "frank", "grace", "heidi"];
        for (var i = 0; i < 300; i++)
        {
            feed.Now += TimeSpan.FromSeconds(1);
            feed.Line($"({users[i % 8]}) RELOAD (crontabs/{users[(i / 8) % 8]})");
            feed.Line($"job {users[i % 8]} was started");
            feed.Line($"login of {users[i % 8]} failed: password is wrong", 13);
        }
    }

    private static void Normal(LogFeed feed, TimeSpan time, TimeSpan? every = null)
    {
        var end = feed.Now + time;
        for (var i = 0; feed.Now < end; i++)
        {
            feed.Now += every ?? TimeSpan.FromSeconds(10);
            feed.Line($"order {i} placed by customer {i % 17}");
        }
    }
}
