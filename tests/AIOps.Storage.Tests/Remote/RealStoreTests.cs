using AIOps.Storage.Remote;
using AIOps.TestKit;

namespace AIOps.Storage.Tests.Remote;

/// <summary>Against a real Prometheus and a real VictoriaMetrics.</summary>
public sealed class RealStoreTests
{
    private const string Ours = "{aiops_series!=\"\"}";
    private const int Series = 40;

    [TestCase("prometheus")]
    [TestCase("victoria-metrics")]
    public async Task StoreThatGoesAndComes_AndSenderThatStartsAnew_LoseNothing(string name)
    {
        await using var store = await MetricStore.StartAsync(name);
        await using var remote = await RemoteUnderTest.OpenAsync(store.WriteUrl);
        await remote.StartAsync();
        using var load = new CancellationTokenSource();
        var appending = AppendAsync(remote, load.Token);
        await RemoteUnderTest.UntilAsync("samples arrive", async () => (await store.SamplesAsync(Ours)).Count == Series);

        await store.StopAsync();
        await RemoteUnderTest.UntilAsync("it is seen that the store is away", () => Task.FromResult(remote.Writer.Standing is { Away: not null, WaitingBytes: > 0 } standing && standing.Lag > TimeSpan.FromSeconds(1)));
        await remote.StopAsync();
        await remote.StartAsync();
        await store.StartAgainAsync();
        await RemoteUnderTest.UntilAsync("it is seen that the store is back", () => Task.FromResult(remote.Writer.Standing is { Sends: true, Away: null } standing && standing.Lag < TimeSpan.FromSeconds(1)));
        await remote.StopAsync();
        await remote.StartAsync();
        await load.CancelAsync();
        await appending;

        var missing = int.MaxValue;
        await RemoteUnderTest.UntilAsync("every sample is there", async () =>
        {
            var stored = await store.SamplesAsync(Ours);
            missing = remote.Appended.Sum(series => series.Value.Count(sample => !stored.TryGetValue(series.Key, out var samples) || !samples.TryGetValue(sample.Key, out var value) || value != sample.Value));
            return missing == 0;
        });
        var labels = (await store.LabelsAsync("{http_route=\"/5\"}")).Single();
        Assert.Multiple(() =>
        {
            Assert.That(missing, Is.Zero);
            Assert.That(remote.Appended.Values.Sum(samples => samples.Count), Is.GreaterThan(20 * Series));
            Assert.That(remote.Writer.Standing.Refusal, Is.Null);
            Assert.That((labels["__name__"], labels["workload"], labels["member"]), Is.EqualTo(("http_queue_length", "service:shop/s1", "m1")));
        });
    }

    /// <summary>Prometheus refuses a request as a whole for one sample: only what it does not want may be missing.</summary>
    [Test]
    public async Task SampleThatPrometheusDoesNotTake_TakesNoOtherWithIt()
    {
        await using var store = await MetricStore.StartAsync("prometheus");
        await using var remote = await RemoteUnderTest.OpenAsync(store.WriteUrl);
        await remote.StartAsync();
        var now = RemoteUnderTest.NowMs;
        await remote.AppendAsync(Series, now);
        await RemoteUnderTest.UntilAsync("samples arrive", async () => (await store.SamplesAsync(Ours)).Count == Series);

        // a member whose clock is a day behind, in the middle of the others
        await remote.AppendAsync(1, now - (24 * 3600_000), first: 100);
        await remote.AppendAsync(Series, now + 1000);
        await remote.AppendAsync(Series, now - 1000);
        await remote.AppendAsync(Series, now + 2000);
        await RemoteUnderTest.UntilAsync("the newest are there", async () => (await store.SamplesAsync(Ours)).Values.Count(samples => samples.ContainsKey(now + 1000) && samples.ContainsKey(now + 2000)) == Series);
        await RemoteUnderTest.UntilAsync("the refusal is told", () => Task.FromResult(remote.Writer.Standing is { Refused: 1, Refusal: not null }));
    }

    [TestCase("prometheus")]
    [TestCase("victoria-metrics")]
    public async Task WhatWasSent_IsReadAgain(string name)
    {
        await using var store = await MetricStore.StartAsync(name);
        await using var remote = await RemoteUnderTest.OpenAsync(store.WriteUrl, options => options.QueryUrl = store.QueryUrl);
        await remote.StartAsync();
        var end = RemoteUnderTest.NowMs;
        for (var at = end - 600_000; at <= end; at += 10_000)
        {
            await remote.AppendAsync(3, at);
        }

        using var reader = new RemoteReader(remote.Options, TimeProvider.System);
        RemoteAnswer answer = null!;
        await RemoteUnderTest.UntilAsync("it is read", async () =>
        {
            answer = await reader.ReadAsync([RemoteUnderTest.Series(0).Id, RemoteUnderTest.Series(2).Id, 4711], At(end - 300_000), At(end), 30, CancellationToken.None);
            return answer.Series.Count == 2 && answer.Series.All(series => series.Window.Times.Count == 30);
        });
        Assert.Multiple(() =>
        {
            Assert.That(answer.Problem, Is.Null);
            Assert.That(answer.Series.Select(series => series.Id), Is.EquivalentTo(new[] { RemoteUnderTest.Series(0).Id, RemoteUnderTest.Series(2).Id }));
            Assert.That(answer.Series[0].Window.Series.Entity.Workload, Is.EqualTo("service:shop/s0"));
            Assert.That(answer.Series[0].Window.Times, Is.All.InRange(end - 300_000, end - 1));
        });

        await store.StopAsync();
        using var other = new RemoteReader(remote.Options, TimeProvider.System);
        var away = await other.ReadAsync([1], At(end - 1000), At(end), 30, CancellationToken.None);
        Assert.That((away.Series.Count, away.Problem), Is.EqualTo((0, "no connection (ConnectionError)")));
        await other.ReadAsync([1], At(end - 1000), At(end), 30, CancellationToken.None);
        Assert.That((await other.ReadAsync([1], At(end - 1000), At(end), 30, CancellationToken.None)).Problem, Does.Contain("left alone"));
    }

    [TestCase("prometheus")]
    [TestCase("victoria-metrics")]
    public async Task Examination_TellsWhatWorks(string name)
    {
        await using var store = await MetricStore.StartAsync(name);
        var right = new RemoteStoreOptions { WriteUrl = store.WriteUrl, QueryUrl = store.QueryUrl };
        var wrong = new RemoteStoreOptions { WriteUrl = store.QueryUrl + "/api/v1/wrote", QueryUrl = store.QueryUrl + "/api" };
        var works = await RemoteExamination.OfAsync(right, TimeSpan.FromSeconds(10), TimeProvider.System, CancellationToken.None);
        var fails = await RemoteExamination.OfAsync(wrong, TimeSpan.FromSeconds(10), TimeProvider.System, CancellationToken.None);
        Assert.Multiple(() =>
        {
            Assert.That(works.Select(found => found.Problem), Is.EqualTo(new string?[] { null, null }));
            Assert.That(fails.Select(found => found.Problem).ToList(), Has.Count.EqualTo(2).And.None.Null);
        });
    }

    private static DateTimeOffset At(long ms) => DateTimeOffset.FromUnixTimeMilliseconds(ms);

    private static async Task AppendAsync(RemoteUnderTest remote, CancellationToken stopped)
    {
        while (!stopped.IsCancellationRequested)
        {
            await remote.AppendAsync(Series, RemoteUnderTest.NowMs);
            await Task.Delay(20, CancellationToken.None);
        }
    }
}
