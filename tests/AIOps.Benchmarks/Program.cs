using System.Reflection;
using BenchmarkDotNet.Running;

namespace AIOps.Benchmarks;

internal static class Program
{
    private static async Task Main(string[] args)
    {
        if (args is ["collectors"])
        {
            CollectorsBenchmarks.Run();
            return;
        }

        if (args is ["incidents"])
        {
            IncidentsBenchmark.Run();
            return;
        }

        if (args is ["logs", ..])
        {
            LogSpeed.Run(args[1..]);
            return;
        }

        if (args is ["detect", ..])
        {
            DetectionSpeed.Run(args.Contains("million", StringComparer.Ordinal));
            return;
        }

        if (args is ["ramps", var folder, ..])
        {
            ForecastRamps.Run(folder, args.Length > 2 ? args[2] : "");
            return;
        }

        if (args is ["pipeline", ..])
        {
            await PipelineBenchmark.RunAsync(args.Contains("rabbitmq", StringComparer.Ordinal));
            return;
        }

        if (args is ["history"])
        {
            await HistoryBenchmark.RunAsync();
            return;
        }

        if (args is ["storage", ..])
        {
            await StorageBenchmark.RunAsync(args.Length > 1 ? args[1] : "");
            return;
        }

        if (args is ["decision"])
        {
            await DecisionBenchmark.RunAsync();
            return;
        }

        BenchmarkSwitcher.FromAssembly(Assembly.GetExecutingAssembly()).Run(args);
    }
}
