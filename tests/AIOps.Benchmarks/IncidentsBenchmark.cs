using System.Diagnostics;
using AIOps.Contracts.Events;
using AIOps.Contracts.Storage;
using AIOps.Contracts.Telemetry;
using AIOps.Incidents.Correlation;
using AIOps.Incidents.RootCause;
using AIOps.Incidents.Tests.Correlation;
using AIOps.Incidents.Topology;

namespace AIOps.Benchmarks;

/// <summary>
/// <c>incidents</c>: grouping of 10,000 anomalies on 500 services, and ranking of 2,000 series over an hour. Processor time of the process, in which neighbours on the machine
/// count little (collections of garbage are in it), and wall time beside it.
/// </summary>
internal static class IncidentsBenchmark
{
    private const int Rounds = 15;
    // Until the just-in-time compiler is done with the hot loops.
    private const int WarmUp = 10;

    public static void Run()
    {
        Console.WriteLine("| what | CPU ms, best | CPU ms, median | against the baseline | wall ms, best | wall ms, median |");
        Console.WriteLine("|---|---|---|---|---|---|");
        foreach (var planted in new[] { 3, 10, 30 })
        {
            var scenario = GroupingScenario.Make(planted, seed: 7);
            var pairs = Measure(() => AllPairs(scenario.Signals));
            Print($"all pairs of 10,000 anomalies (baseline), {planted} planted", pairs, pairs);
            Print($"grouping 10,000 anomalies one by one, {planted} planted", Measure(() => Group(scenario, 1)), pairs);
            Print($"grouping 10,000 anomalies in batches of 100, {planted} planted", Measure(() => Group(scenario, 100)), pairs);
        }

        foreach (var (samples, stepSeconds) in new[] { (60, 60), (240, 15) })
        {
            var input = Evidence(samples, stepSeconds);
            var mean = Measure(() => input.Series.Sum(window => window.Values.Average()));
            Print($"mean of 2,000 series × {samples} samples (baseline)", mean, mean);
            Print($"ranking 2,000 series × 1 h at {stepSeconds} s", Measure(() => new RootCauseRanker().Rank(input).Confidence), mean);
        }
    }

    private static double Group(GroupingScenario scenario, int batch)
    {
        var number = 0;
        var correlator = new Correlator(new CorrelatorOptions(), scenario.Topology, _ => null, () => $"INC-{++number}");
        var ticked = GroupingScenario.Start;
        foreach (var chunk in scenario.Signals.Select(signal => signal.Anomaly).Chunk(batch))
        {
            var now = chunk[^1].DetectedAt;
            if (now - ticked > TimeSpan.FromSeconds(10))
            {
                correlator.Tick(ticked = now);
            }

            correlator.Apply(chunk, now);
        }

        return number;
    }

    private static double AllPairs(IReadOnlyList<(Anomaly Anomaly, int Cause)> signals)
    {
        var onsets = signals.Select(signal => signal.Anomaly.OnsetAt.Ticks).ToArray();
        var near = 0;
        for (var i = 0; i < onsets.Length; i++)
        {
            for (var j = i + 1; j < onsets.Length; j++)
            {
                near += Math.Abs(onsets[i] - onsets[j]) <= TimeSpan.TicksPerMinute ? 1 : 0;
            }
        }

        return near;
    }

    private static RootCauseInput Evidence(int samples, int stepSeconds)
    {
        var random = new Random(7);
        string[] metrics =
        [
            "cpu.usage", "cpu.throttled", "memory.rss", "memory.working_set", "fs.reads", "fs.writes", "net_rx_packets", "net_tx_packets", "net_rx_bytes", "net_tx_bytes",
            "requests", "latency.mean", "latency.p95", "latency.p99", "errors.rate", "success.ratio", "threads", "connections", "queue.length", "gc.time",
        ];
        var topology = new TopologyGraph();
        var start = GroupingScenario.Start;
        var times = Enumerable.Range(0, samples).Select(i => start.AddSeconds(i * stepSeconds).ToUnixTimeMilliseconds()).ToArray();
        var onset = samples * 5 / 6;
        var series = new List<SeriesWindow>();
        for (var service = 0; service < 100; service++)
        {
            if (service > 0)
            {
                topology.Observe(new EdgeObservation($"service:s{random.Next(service)}", $"service:s{service}", EdgeKind.Calls, 0, 100));
            }

            foreach (var metric in metrics)
            {
                var level = 1 + (10 * random.NextDouble());
                var values = times.Select((_, i) => level * (1 + (.1 * random.NextDouble()) + (service == 42 && i >= onset ? 2 : 0))).ToArray();
                series.Add(new SeriesWindow(new SeriesKey(new EntityId($"service:s{service}"), metric, [], "", SeriesKind.Gauge), times, values));
            }
        }

        var at = start.AddSeconds(onset * stepSeconds);
        return new RootCauseInput { OnsetAt = at, At = at, Series = series, Topology = topology, Symptoms = ["service:s0"] };
    }

    private static Times Measure(Func<double> work)
    {
        for (var round = 0; round < WarmUp; round++)
        {
            work();
        }

        var processor = new double[Rounds];
        var wall = new double[Rounds];
        for (var round = 0; round < Rounds; round++)
        {
            GC.Collect();
            var before = Environment.CpuUsage.TotalTime;
            var began = Stopwatch.GetTimestamp();
            work();
            wall[round] = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
            processor[round] = (Environment.CpuUsage.TotalTime - before).TotalMilliseconds;
        }

        Array.Sort(processor);
        Array.Sort(wall);
        return new Times(processor[0], processor[Rounds / 2], wall[0], wall[Rounds / 2]);
    }

    private static void Print(string what, Times times, Times baseline) =>
        Console.WriteLine(FormattableString.Invariant($"| {what} | {times.BestCpu:0.0} | {times.Cpu:0.0} | {times.Cpu / Math.Max(.1, baseline.Cpu):0.0}× | {times.BestWall:0.0} | {times.Wall:0.0} |"));

    private sealed record Times(double BestCpu, double Cpu, double BestWall, double Wall);
}
