using AIOps.Contracts.Events;

namespace AIOps.Detection.Tests.Logs.Signals;

[TestFixture]
public sealed class ParameterSignalsTests
{
    private static readonly string[] _states = ["ready", "busy", "idle", "draining"];

    [TestCase("Order {0} placed in {1}ms", "log.parameter.duration{parameter=p2,template=1}", 0.0145)]
    [TestCase("Order {0} placed in {1} ms", "log.parameter.duration{parameter=p2,template=1}", 0.0145)]
    [TestCase("order placed took={1}.5s id={0}", "log.parameter.duration{parameter=took,template=1}", 15)]
    [TestCase("cache is {1}.5 MB now", "log.parameter.size{parameter=p1,template=1}", 15.0 * 1024 * 1024)]
    [TestCase("disk is {1}% full", "log.parameter.value{parameter=p1,template=1}", 14.5)]
    [TestCase("load average {1}.25", "log.parameter.value{parameter=p1,template=1}", 14.75)]
    public void NumberThatMeasures_IsASeriesOfItsMean(string line, string series, double mean)
    {
        var feed = new LogFeed();
        for (var i = 0; i < 400; i++)
        {
            feed.Now = TimeSpan.FromSeconds(i);
            feed.Line(string.Format(System.Globalization.CultureInfo.InvariantCulture, line, i * 31, 10 + (i % 10)));
        }

        Assert.That(feed.Rates.Keys, Does.Contain(series));
        Assert.That(feed.Rates[series][^1], Is.EqualTo(mean).Within(0.001 * mean));
    }

    [TestCase("Order {0} placed by customer {1}")]
    [TestCase("listening on 10.0.0.{1}:8080")]
    [TestCase("upgraded to version 1.{1}.0")]
    [TestCase("started at 2026-01-05 12:00:{1}")]
    public void NumberThatNames_IsNoSeries(string line)
    {
        var feed = new LogFeed();
        for (var i = 0; i < 400; i++)
        {
            feed.Now = TimeSpan.FromSeconds(i);
            feed.Line(string.Format(System.Globalization.CultureInfo.InvariantCulture, line, i * 31, 10 + (i % 10)));
        }

        Assert.That(feed.Rates.Keys.Where(name => name.StartsWith("log.parameter", StringComparison.Ordinal)), Is.Empty);
    }

    [Test]
    public void SeriesOfParameters_AreCapped()
    {
        var feed = new LogFeed(new() { Learning = TimeSpan.FromMinutes(2), MaxParameterSeries = 3 });
        for (var i = 0; i < 4_000; i++)
        {
            feed.Now = TimeSpan.FromSeconds(i / 10);
            feed.Line($"{string.Join(' ', Enumerable.Repeat("inner", i % 10))} step took {i % 7}.5 s");
        }

        Assert.That(feed.Rates.Keys.Count(name => name.StartsWith("log.parameter", StringComparison.Ordinal)), Is.EqualTo(3));
    }

    [Test]
    public void ValueOfAClosedSetNeverSeen_IsRaisedOnceWithItsLine()
    {
        var feed = new LogFeed();
        Play(feed, 1_000, i => $"worker={i % 40} state={_states[i % 4]} queue={i}");
        feed.Line("worker=7 state=deadlocked queue=7", 13);
        Play(feed, 100, i => $"worker={i % 40} state={_states[i % 4]} queue={i}");

        var raised = feed.Raised("new-value").Single();
        Assert.Multiple(() =>
        {
            Assert.That(raised.Summary, Does.StartWith("state is deadlocked, which none of 1,000 records had (4 values known): "));
            Assert.That(raised.Labels["parameter"], Is.EqualTo("state"));
            Assert.That(raised.Severity, Is.EqualTo(Severity.Warning));
            Assert.That(raised.Evidence[^1], Does.Contain("state=deadlocked"));
            Assert.That(feed.Findings.Last(finding => finding.Anomaly.Id == raised.Id).Anomaly.State, Is.EqualTo(AnomalyState.Cleared));
            Assert.That(feed.Findings.Where(finding => finding.Anomaly.Id == raised.Id).Max(finding => finding.Anomaly.Evidence.Count), Is.EqualTo(11), "five lines before, its own, five after");
        });
    }

    [Test]
    public void StatusCodeNeverSeen_IsRaised()
    {
        int[] codes = [200, 200, 201, 404];
        var feed = new LogFeed();
        Play(feed, 1_000, i => $"request {i} status={codes[i % 4]} bytes={i * 7}");
        feed.Line("request 5 status=503 bytes=0");

        Assert.That(feed.Raised("new-value").Single().Summary, Does.StartWith("status is 503"));
    }

    // what an operator must not be woken for: one more instance, a restarted process, one more try, one more user of many
    [TestCase("job done worker=w-{0}", 4, "job done worker=w-5")]
    [TestCase("accepted pid={0}", 1, "accepted pid=5")]
    [TestCase("accepted attempt={0}", 4, "accepted attempt=5")]
    [TestCase("accepted port=80{0}", 1, "accepted port=8089")]
    public void InstanceProcessOrCount_IsNoNewValue(string line, int values, string last)
    {
        var feed = new LogFeed();
        Play(feed, 1_500, i => string.Format(System.Globalization.CultureInfo.InvariantCulture, line, 1 + (i % values)));
        feed.Line(last);

        Assert.That(feed.Raised("new-value"), Is.Empty);
    }

    [Test]
    public void ProcessIdsThatFollowEachOther_AreNoClosedSet()
    {
        var feed = new LogFeed();
        for (var life = 0; life < 5; life++)
        {
            Play(feed, 700, _ => $"accepted pid={4711 + (life * 113)} ok");
        }

        Assert.That(feed.Raised("new-value"), Is.Empty);
    }

    [Test]
    public void OpenSetOfNames_RaisesNothing()
    {
        var random = new Random(5);
        var feed = new LogFeed();
        Play(feed, 3_000, i => $"user={(char)('a' + (int)Math.Sqrt(random.Next(600)))}{(char)('a' + random.Next(1 + (i / 1_000)))}nn signed in");

        Assert.That(feed.Raised("new-value"), Is.Empty);
    }

    [Test]
    public void WhileLearning_NothingIsNew()
    {
        var feed = new LogFeed(new() { Learning = TimeSpan.FromHours(2) });
        Play(feed, 1_000, i => $"worker={i % 40} state={_states[i % 4]} queue={i}");
        feed.Line("worker=7 state=deadlocked queue=7");

        Assert.That(feed.Findings, Is.Empty);
    }

    [Test]
    public void AfterARestart_WhatWasLearntIsStillKnown()
    {
        var feed = new LogFeed();
        Play(feed, 1_000, i => $"worker={i % 40} state={_states[i % 4]} queue={i}");
        feed.Restart();
        feed.Line("worker=7 state=busy queue=7");
        Assert.That(feed.Findings, Is.Empty);

        feed.Line("worker=7 state=deadlocked queue=7");
        Assert.That(feed.Raised("new-value").Count(), Is.EqualTo(1));
    }

    [Test]
    public void SecretInTheLine_DoesNotReachTheSummary()
    {
        var feed = new LogFeed();
        Play(feed, 1_000, i => $"login of {i} with password={_states[i % 4]} done");
        feed.Line("login of 5 with password=hunterzwei done");

        Assert.That(feed.Findings.Select(finding => finding.Anomaly.Summary + string.Concat(finding.Anomaly.Evidence)), Has.None.Contains("hunterzwei"));
    }

    private static void Play(LogFeed feed, int lines, Func<int, string> line)
    {
        for (var i = 0; i < lines; i++)
        {
            feed.Now += TimeSpan.FromSeconds(1);
            feed.Line(line(i));
        }
    }
}
