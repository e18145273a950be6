using System.Diagnostics;
using AIOps.Contracts.Telemetry;
using AIOps.Storage.History;
using Microsoft.Extensions.Logging.Abstractions;

namespace AIOps.Benchmarks;

/// <summary>Appends to the telemetry history and reads of 2,000 series × 1 h, from memory and from compacted files.</summary>
internal static class HistoryBenchmark
{
    private const int Series = 2_000;
    private const int Steps = 720;

    public static async Task RunAsync()
    {
        var folder = Directory.CreateTempSubdirectory("aiops-bench-").FullName;
        var options = new HistoryOptions { Folder = folder, MaintainEvery = TimeSpan.Zero, SegmentSpan = TimeSpan.FromMinutes(1) };
        var now = TimeProvider.System.GetUtcNow();
        var start = now.ToUnixTimeMilliseconds() - (Steps * 5_000L);
        SeriesKey[] keys = [.. Enumerable.Range(0, Series).Select(i => new SeriesKey(new EntityId($"service:shop/s{i / 20}", $"m{i % 4}"), "http.server.request.duration.p95", [new("route", i.ToString())], "s", SeriesKind.Gauge))];
        Console.WriteLine("| what | measured |");
        Console.WriteLine("|---|---|");
        double perSample;
        await using (var history = new TelemetryHistory(options, TimeProvider.System, NullLogger<TelemetryHistory>.Instance))
        {
            var watch = Stopwatch.StartNew();
            await Task.WhenAll(Enumerable.Range(0, 4).Select(shard => Task.Run(() => FillAsync(history, shard, keys, start))));
            Report("append, 500 samples a batch, 4 shards, each batch on disk", $"{Series * Steps / watch.Elapsed.TotalSeconds:N0} samples/s");
            perSample = new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length) / (double)(Series * Steps);
            Report("journal", $"{perSample:F1} bytes/sample");
            await ReadAsync("from memory", history, keys, now);
        }

        // nothing in memory: a process that starts anew
        await using (var history = new TelemetryHistory(options, new Later(TimeSpan.FromMinutes(30)), NullLogger<TelemetryHistory>.Instance))
        {
            var watch = Stopwatch.StartNew();
            await history.MaintainAsync(CancellationToken.None);
            Report("compaction of 1 h", $"{watch.Elapsed.TotalMilliseconds:N0} ms");
            var compacted = new DirectoryInfo(folder).EnumerateFiles("*.columns", SearchOption.AllDirectories).Sum(file => file.Length) / (double)(Series * Steps);
            Report("columns", $"{compacted:F1} bytes/sample, {perSample / compacted:F1} times smaller than the journal");
            Report("rollups", $"{new DirectoryInfo(folder).EnumerateFiles("*.rollup", SearchOption.AllDirectories).Sum(file => file.Length) / (double)(Series * 60):F1} bytes per series and minute");
        }

        await using (var history = new TelemetryHistory(options, TimeProvider.System, NullLogger<TelemetryHistory>.Instance))
        {
            await ReadAsync("from compacted files", history, keys, now);
        }

        Directory.Delete(folder, recursive: true);
    }

    private static async Task FillAsync(TelemetryHistory history, int shard, SeriesKey[] keys, long start)
    {
        var random = new Random(shard);
        for (var step = 0; step < Steps; step++)
        {
            var batch = new MetricBatch(512);
            for (var i = shard; i < keys.Length; i += 4)
            {
                // a latency with four digits, as exporters send it
                batch.Add(keys[i], start + (step * 5_000L), Math.Round(.05 + (random.NextDouble() * .02), 4));
            }

            await history.AppendAsync(shard, batch, CancellationToken.None);
        }
    }

    private static async Task ReadAsync(string from, TelemetryHistory history, SeriesKey[] keys, DateTimeOffset now)
    {
        var times = new List<double>();
        var work = new List<double>();
        using var self = Process.GetCurrentProcess();
        for (var i = 0; i < 13; i++)
        {
            self.Refresh();
            var before = self.TotalProcessorTime;
            var watch = Stopwatch.StartNew();
            var windows = await history.ReadAsync(keys, now.AddHours(-1), now, CancellationToken.None);
            times.Add(watch.Elapsed.TotalMilliseconds);
            self.Refresh();
            work.Add((self.TotalProcessorTime - before).TotalMilliseconds);
            if (windows.Count != Series || windows.Any(window => window.Times.Count < Steps - 1))
            {
                throw new InvalidOperationException("samples are missing");
            }
        }

        Report($"read of 2,000 series × 1 h {from}", $"first {times[0]:N0} ms, median of the next twelve {times.Skip(1).Order().ElementAt(6):N0} ms (least {times.Min():N0}), of processor time {work.Skip(1).Order().ElementAt(6):N0} ms");
    }

    private static void Report(string what, string measured) => Console.WriteLine($"| {what} | {measured} |");

    private sealed class Later(TimeSpan by) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + by;
    }
}
