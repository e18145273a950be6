using System.Diagnostics.Metrics;
using AIOps.Server.Demo.Processes;

namespace AIOps.Server.Demo.Workers;

/// <summary>The producer's loop.</summary>
internal sealed partial class Producer(double rate, int seed, Callees callees, Work work, ILogger<Producer> logger, TimeProvider time) : BackgroundService
{
    private readonly Meter _meter = new(ProcessTelemetry.Own);

    public override void Dispose()
    {
        _meter.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var produced = _meter.CreateCounter<long>("producer.jobs", "{job}", "Jobs that were made, by outcome.");
        var random = new Random(seed);
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(TimeSpan.FromSeconds((0.7 + (0.6 * random.NextDouble())) / rate), time, stoppingToken);
            _ = ProduceAsync(produced, stoppingToken);
        }
    }

    private async Task ProduceAsync(Counter<long> produced, CancellationToken stopping)
    {
        try
        {
            var backend = await work.DoAsync(stopping);
            var accepted = backend is null && await callees["queue"].SendAsync(HttpMethod.Post, "/jobs", stopping) < 300;
            produced.Add(1, KeyValuePair.Create<string, object?>("outcome", accepted ? "accepted" : "refused"));
            if (backend is not null)
            {
                Log.NoSource(logger, backend);
            }
        }
        catch (HttpRequestException error)
        {
            produced.Add(1, KeyValuePair.Create<string, object?>("outcome", "lost"));
            Log.Lost(logger, error.Message);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // the process ends
        }
    }

    private static partial class Log
    {
        [LoggerMessage(9151, LogLevel.Error, "No job made: {Problem}")]
        public static partial void NoSource(ILogger logger, string problem);

        [LoggerMessage(9152, LogLevel.Warning, "A job was lost: {Problem}")]
        public static partial void Lost(ILogger logger, string problem);
    }
}
