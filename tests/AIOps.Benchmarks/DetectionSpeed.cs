using System.Diagnostics;
using System.Globalization;
using AIOps.Contracts.Telemetry;
using AIOps.Detection.Forecasting;
using AIOps.Detection.Metrics;

namespace AIOps.Benchmarks;

/// <summary>
/// <c>detect [million]</c>: processor time and allocation of a sample in a detector and in a watch over a limit, beside a rolling mean and deviation in the same run;
/// then a million detectors in one process, each sample meeting a series that is cold in the caches.
/// </summary>
internal static class DetectionSpeed
{
    private const int Samples = 1_000_000;
    private const int Series = 1_000_000;
    private const long Start = 1_767_225_600_000;

    public static void Run(bool million)
    {
        var values = new double[Samples];
        var random = new Random(1);
        for (var i = 0; i < Samples; i++)
        {
            values[i] = 100 + (30 * Math.Sin(2 * Math.PI * i / 1440)) + (5 * random.NextDouble()) + (random.Next(2000) == 0 ? 200 : 0);
        }

        Console.WriteLine("| what | ns per sample | bytes allocated per sample | bytes of state |");
        Console.WriteLine("|---|---|---|---|");
        double mean = 0, deviation = 0;
        Measure("rolling mean and deviation", 16, i =>
        {
            var distance = values[i] - mean;
            mean += 0.01 * distance;
            deviation += 0.01 * (Math.Abs(distance) - deviation);
            return deviation;
        });
        var detector = new SeriesDetector(DetectorProfile.Default, SeriesKind.Gauge);
        Measure("detector", SeriesDetector.StateBytes, i => detector.Observe(Start + (i * 60_000L), values[i]).Score);
        var every10 = new LimitWatch(new SeriesLimit(500, Lower: false, LimitOrigin.Given), TimeSpan.FromHours(4));
        Measure("watch over a limit, sample every 10 s", Forecaster.SavedBytes, i => every10.Observe(Start + (i * 10_000L), values[i / 6]).Forecast.Hour);
        var every60 = new LimitWatch(new SeriesLimit(500, Lower: false, LimitOrigin.Given), TimeSpan.FromHours(4));
        Measure("watch over a limit, sample every 60 s", Forecaster.SavedBytes, i => every60.Observe(Start + (i * 60_000L), values[i]).Forecast.Hour);
        if (million)
        {
            Million(values);
        }
    }

    private static void Measure(string what, int state, Func<int, double> step)
    {
        var best = double.MaxValue;
        var allocated = 0.0;
        var loudest = 0.0;
        // rounds of a tenth each: the quickest is the one that was disturbed least
        for (var round = 0; round < 10; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            var began = Stopwatch.GetTimestamp();
            for (var i = round * (Samples / 10); i < (round + 1) * (Samples / 10); i++)
            {
                loudest = Math.Max(loudest, step(i));
            }

            best = Math.Min(best, Stopwatch.GetElapsedTime(began).TotalNanoseconds / (Samples / 10));
            allocated = (double)(GC.GetAllocatedBytesForCurrentThread() - before) / (Samples / 10);
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {what} | {best:0} | {allocated:0.##} | {state} |"));
    }

    private static void Million(double[] values)
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var detectors = new SeriesDetector[Series];
        for (var i = 0; i < Series; i++)
        {
            detectors[i] = new SeriesDetector(DetectorProfile.Default, SeriesKind.Gauge);
        }

        var bytes = (GC.GetTotalMemory(forceFullCollection: true) - before) / (double)Series;
        var loudest = 0.0;
        var best = double.MaxValue;
        for (var minute = 0; minute < 5; minute++)
        {
            var began = Stopwatch.GetTimestamp();
            for (var i = 0; i < Series; i++)
            {
                loudest = Math.Max(loudest, detectors[i].Observe(Start + (minute * 60_000L), values[(i + (minute * 977)) % Samples]).Score);
            }

            best = Math.Min(best, Stopwatch.GetElapsedTime(began).TotalNanoseconds / Series);
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"\nA million detectors: {bytes:0} bytes each, {best:0} ns per sample where each meets a cold series; loudest {loudest:0.00}."));
    }
}
