using AIOps.Contracts.Telemetry;
using AIOps.Detection.Forecasting;
using AIOps.Detection.Metrics;
using BenchmarkDotNet.Attributes;

namespace AIOps.Benchmarks;

/// <summary>Cost of a sample in the detector and the forecaster, beside a plain rolling mean and deviation as the least that anything could cost.</summary>
[MemoryDiagnoser]
public class DetectionBenchmarks
{
    private const int Samples = 100_000;
    private readonly double[] _values = new double[Samples];
    private readonly SeriesDetector _detector = new(DetectorProfile.Default, SeriesKind.Gauge);
    private readonly Forecaster _forecaster = new(1000);
    private double _mean;
    private double _deviation;
    private long _time = 1_767_225_600_000;

    /// <summary>Fills a noisy daily season with a spike now and then.</summary>
    [GlobalSetup]
    public void Setup()
    {
        var random = new Random(1);
        for (var i = 0; i < Samples; i++)
        {
            _values[i] = 100 + (30 * Math.Sin(2 * Math.PI * i / 1440)) + (5 * random.NextDouble()) + (random.Next(2000) == 0 ? 200 : 0);
        }
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Samples)]
    public double RollingMeanAndDeviation()
    {
        var loudest = 0.0;
        foreach (var value in _values)
        {
            var distance = value - _mean;
            loudest = Math.Max(loudest, Math.Abs(distance) / (_deviation + 1e-9));
            _mean += 0.01 * distance;
            _deviation += 0.01 * (Math.Abs(distance) - _deviation);
        }

        return loudest;
    }

    [Benchmark(OperationsPerInvoke = Samples)]
    public double Detector()
    {
        var loudest = 0.0;
        foreach (var value in _values)
        {
            _time += 60_000;
            loudest = Math.Max(loudest, _detector.Observe(_time, value).Score);
        }

        return loudest;
    }

    [Benchmark(OperationsPerInvoke = Samples)]
    public double ForecastOfAllHorizons()
    {
        var loudest = 0.0;
        foreach (var value in _values)
        {
            _time += 60_000;
            loudest = Math.Max(loudest, _forecaster.Observe(_time, value).Hour);
        }

        return loudest;
    }
}
