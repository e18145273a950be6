using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using AIOps.Storage.History;
using Microsoft.Extensions.Logging.Abstractions;

namespace AIOps.Server.Tests.Serve;

/// <summary>A sender that remembers what was confirmed to it, to look for it in the history afterwards.</summary>
/// <param name="history">The folder that the samples end up in.</param>
internal sealed class ConfirmedLoad(string history)
{
    public const int Services = 16;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly ConcurrentBag<(string Service, long AtMs)> _confirmed = [];

    /// <summary>Samples that were confirmed.</summary>
    public int Confirmed => _confirmed.Count;

    /// <summary>Sends a sample of each service again and again until stopped.</summary>
    public async Task SendAsync(ServiceProcess front, CancellationToken stopped)
    {
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{front.HttpPort}"), Timeout = TimeSpan.FromSeconds(15) };
        while (!stopped.IsCancellationRequested)
        {
            var now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
            using var content = new StringContent(Request(now), Encoding.UTF8, "application/json");
            try
            {
                using var answer = await client.PostAsync("/v1/metrics", content, CancellationToken.None);
                for (var service = 0; answer.IsSuccessStatusCode && service < Services; service++)
                {
                    _confirmed.Add(($"service:load/s{service}", now));
                }
            }
            catch (Exception failure) when (failure is HttpRequestException or TaskCanceledException)
            {
                // not confirmed
            }

            await Task.Delay(100, CancellationToken.None);
        }
    }

    public Task AllAreStoredAsync() => StoredAsync(
        stored => _confirmed.All(sent => stored.TryGetValue(sent.Service, out var times) && times.Contains(sent.AtMs)), $"all {_confirmed.Count} confirmed samples are stored");

    public Task EveryServiceArrivesAsync() => StoredAsync(stored => stored.Count >= Services, "every service's samples arrive");

    /// <summary>Waits until samples of now arrive, and says how long that took.</summary>
    public async Task<TimeSpan> NewOnesArriveAsync()
    {
        var began = TimeProvider.System.GetTimestamp();
        var mark = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        await StoredAsync(stored => stored.Values.Count(times => times.Max() > mark) == Services, "every service's new samples arrive");
        return TimeProvider.System.GetElapsedTime(began);
    }

    private static string Request(long atMs) => JsonSerializer.Serialize(new
    {
        resourceMetrics = Enumerable.Range(0, Services).Select(service => new
        {
            resource = new { attributes = new[] { Attribute("service.namespace", "load"), Attribute("service.name", $"s{service}"), Attribute("service.instance.id", $"s{service}-1") } },
            scopeMetrics = new[]
            {
                new { metrics = new[] { new { name = "queue.length", gauge = new { dataPoints = new[] { new { timeUnixNano = $"{atMs}000000", asDouble = (double)(atMs % 1000) } } } } } },
            },
        }),
    });

    private static object Attribute(string name, string text) => new { key = name, value = new { stringValue = text } };

    private async Task StoredAsync(Func<Dictionary<string, HashSet<long>>, bool> holds, string what) => await ServiceProcess.UntilAsync(what, Patience, async () =>
    {
        await using var stored = new TelemetryHistory(new HistoryOptions { Folder = history, MaintainEvery = TimeSpan.Zero }, TimeProvider.System, NullLogger<TelemetryHistory>.Instance);
        var series = stored.FindSeries(null).Where(key => key.Metric == "queue.length").ToList();
        var windows = await stored.ReadAsync(series, TimeProvider.System.GetUtcNow().AddHours(-1), TimeProvider.System.GetUtcNow().AddMinutes(1), CancellationToken.None);
        return holds(windows.GroupBy(window => window.Series.Entity.Workload, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.SelectMany(window => window.Times).ToHashSet(), StringComparer.Ordinal));
    });
}
