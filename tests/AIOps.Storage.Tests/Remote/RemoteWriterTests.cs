using AIOps.Storage.History;
using AIOps.Storage.Remote;

namespace AIOps.Storage.Tests.Remote;

/// <summary>Against a stand-in that answers as the specification allows.</summary>
public sealed class RemoteWriterTests
{
    [Test]
    public async Task EverySample_IsSentAsTheSpecificationSays_WithTheSecretOfTheReference()
    {
        await using var store = new StandInStore(_ => new StandInAnswer(204));
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, "s3cret\n");
        await using var remote = await RemoteUnderTest.OpenAsync(store.Url, options => options.Token = "file:" + file);
        await remote.StartAsync();
        await remote.AppendAsync(4, 1_000);
        await remote.AppendAsync(4, 2_000);
        await RemoteUnderTest.UntilAsync("all are there", () => Task.FromResult(store.Taken.Count == 8));
        File.Delete(file);

        var request = store.Requests.First();
        Assert.Multiple(() =>
        {
            Assert.That(request.Headers["Content-Encoding"], Is.EqualTo("snappy"));
            Assert.That(request.Headers["Content-Type"], Is.EqualTo("application/x-protobuf"));
            Assert.That(request.Headers["X-Prometheus-Remote-Write-Version"], Is.EqualTo("0.1.0"));
            Assert.That(request.Headers["Authorization"], Is.EqualTo("Bearer s3cret"));
            Assert.That(store.Taken[("__name__=http_queue_length,http_route=/3,member=m3,workload=service:shop/s0", 2_000)], Is.EqualTo(3));
        });
    }

    [Test]
    public async Task StoreThatIsNotReady_IsAskedAgain_AndItsRetryAfterIsKept()
    {
        var answers = new Queue<StandInAnswer>([new(503), new(429, "slow down", "2"), new(401, "who are you"), new(204)]);
        var times = new List<long>();
        await using var store = new StandInStore(_ =>
        {
            times.Add(TimeProvider.System.GetTimestamp());
            return answers.Count > 1 ? answers.Dequeue() : answers.Peek();
        });
        await using var remote = await RemoteUnderTest.OpenAsync(store.Url);
        await remote.StartAsync();
        await remote.AppendAsync(4, 1_000);
        await RemoteUnderTest.UntilAsync("it is seen that the store is away", () => Task.FromResult(remote.Writer.Standing.Away is not null));
        await RemoteUnderTest.UntilAsync("all are there", () => Task.FromResult(store.Taken.Count == 4));
        await RemoteUnderTest.UntilAsync("it is seen that the store is back", () => Task.FromResult(remote.Writer.Standing.Away is null));
        Assert.Multiple(() =>
        {
            Assert.That(store.Requests.Take(4).Select(request => request.Samples), Has.All.EquivalentTo(store.Requests.First().Samples), "the same request again");
            Assert.That(TimeProvider.System.GetElapsedTime(times[1], times[2]), Is.GreaterThan(TimeSpan.FromSeconds(1.9)), "by a clock that is read beside the timer's");
            Assert.That(remote.Writer.Standing.Refused, Is.Zero);
        });
    }

    [Test]
    public async Task RefusedSeries_TakesNoOtherWithIt_AndTravelsAlone()
    {
        await using var store = new StandInStore(request => request.Samples.Any(sample => sample.Labels.Contains("/7,", StringComparison.Ordinal)) ? new StandInAnswer(400, "out of bounds") : new StandInAnswer(204));
        await using var remote = await RemoteUnderTest.OpenAsync(store.Url);
        await remote.StartAsync();
        await remote.AppendAsync(16, 1_000);
        await RemoteUnderTest.UntilAsync("all others are there", () => Task.FromResult(store.Taken.Count == 15));
        await RemoteUnderTest.UntilAsync("it is told", () => Task.FromResult(remote.Writer.Standing is { Refused: 1, Refusal: "400 out of bounds" }));
        var before = store.Requests.Count;
        await remote.AppendAsync(16, 2_000);
        await RemoteUnderTest.UntilAsync("the next come", () => Task.FromResult(store.Taken.Count == 30));
        var mixed = store.Requests.Skip(before).Where(request => request.Samples.Count > 1).SelectMany(request => request.Samples);
        Assert.That(mixed.Select(sample => sample.Labels), Has.None.Contains("/7,"));
    }

    [Test]
    public async Task Metrics_AreSentAsTheFilterSays()
    {
        await using var store = new StandInStore(_ => new StandInAnswer(204));
        await using var remote = await RemoteUnderTest.OpenAsync(store.Url, options =>
        {
            options.Metrics.Add("http.*");
            options.ExceptMetrics.Add("*.length");
        });
        await remote.StartAsync();
        await remote.AppendAsync(4, 1_000);
        await RemoteUnderTest.UntilAsync("it was passed over", () => Task.FromResult(remote.Writer.Standing is { Sends: true, WaitingBytes: 0, Lag.Ticks: 0 }));
        Assert.That(store.Taken, Is.Empty);
        Assert.That((new MetricFilter(["http.*"], []).Takes("http.rate"), new MetricFilter([], ["*.bucket"]).Takes("http.bucket"), new MetricFilter([], []).Takes("x")), Is.EqualTo((true, false, true)));
    }

    [Test]
    public async Task WhatWaits_IsBounded_AndTheNewestStays()
    {
        var away = true;
        await using var store = new StandInStore(_ => new StandInAnswer(away ? 503 : 204));
        await using var remote = await RemoteUnderTest.OpenAsync(store.Url, options => (options.BatchSamples, options.MaxWaitingBytes) = (10, 20_000));
        await remote.StartAsync();
        for (var i = 1; i <= 300; i++)
        {
            await remote.AppendAsync(16, i * 1_000);
        }

        await RemoteUnderTest.UntilAsync("some were given up", () => Task.FromResult(remote.Writer.Standing is { Dropped: > 0, WaitingBytes: <= 20_000 }));
        away = false;
        await RemoteUnderTest.UntilAsync("the newest are there", () => Task.FromResult(store.Taken.Keys.Count(sample => sample.AtMs == 300_000) == 16));
        Assert.That(store.Taken, Has.Count.EqualTo((300 * 16) - remote.Writer.Standing.Dropped));
    }

    /// <summary>A journal is the queue: it is not compacted while samples of it wait, and is once they were sent.</summary>
    [Test]
    public async Task JournalWithUnsentSamples_IsKeptFromCompaction()
    {
        var away = true;
        await using var store = new StandInStore(_ => new StandInAnswer(away ? 503 : 204));
        await using var remote = await RemoteUnderTest.OpenAsync(store.Url, options => options.BatchSamples = 4);
        await remote.StartAsync();
        for (var i = 1; i <= 5; i++)
        {
            await remote.AppendAsync(8, i * 1_000);
        }

        await remote.History.DisposeAsync();
        await RemoteUnderTest.UntilAsync("it is seen that the store is away", () => Task.FromResult(remote.Writer.Standing.Away is not null));
        await using var later = new TelemetryHistory(remote.HistoryOptions, new Ahead(TimeSpan.FromHours(1)), Microsoft.Extensions.Logging.Abstractions.NullLogger<TelemetryHistory>.Instance);
        await later.MaintainAsync(CancellationToken.None);
        Assert.That(Files(remote, ".journal"), Has.Length.EqualTo(2));

        away = false;
        await RemoteUnderTest.UntilAsync("all are there", () => Task.FromResult(store.Taken.Count == 40));
        await RemoteUnderTest.UntilAsync("the journals are compacted", async () =>
        {
            await later.MaintainAsync(CancellationToken.None);
            return Files(remote, ".journal").Length == 0;
        });
    }

    [TestCase("WriteUrl", "ftp://x/y")]
    [TestCase("WriteUrl", "http://user:password@127.0.0.1/api/v1/write")]
    [TestCase("Token", "plain")]
    [TestCase("User", "somebody")]
    [TestCase("BatchSamples", "0")]
    public void WrongSetting_IsNamed(string key, string value)
    {
        var options = new RemoteStoreOptions();
        var property = typeof(RemoteStoreOptions).GetProperty(key)!;
        property.SetValue(options, property.PropertyType == typeof(int) ? int.Parse(value) : value);
        var mistake = options.Check("RemoteStore").Single();
        Assert.That(mistake.Key, Is.EqualTo("RemoteStore:" + key));
        Assert.That(mistake.Value, Does.Not.Contain("password").And.Not.Contain("plain"));
    }

    [Test]
    public void SecretInClearText_IsAMistakeElsewhereThanOnLoopback()
    {
        Assert.That(new RemoteStoreOptions { WriteUrl = "http://metrics.example.org/api/v1/write", Token = "env:T" }.Check("R").Single().Problem, Does.Contain("clear text"));
        Assert.That(new RemoteStoreOptions { WriteUrl = "https://metrics.example.org/api/v1/write", Token = "env:T" }.Check("R"), Is.Empty);
        Assert.That(new RemoteStoreOptions { WriteUrl = "http://127.0.0.1:9090/api/v1/write", Token = "env:T" }.Check("R"), Is.Empty);
    }

    private static string[] Files(RemoteUnderTest remote, string kind) => Directory.GetFiles(remote.HistoryOptions.Folder, "*" + kind, SearchOption.AllDirectories);

    private sealed class Ahead(TimeSpan by) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + by;
    }
}
