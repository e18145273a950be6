using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Net.Http.Json;
using AIOps.Server.Demo.Processes;

namespace AIOps.Server.Demo.Workers;

/// <summary>The worker's loop.</summary>
internal sealed partial class Worker(ProcessArguments arguments, Work work, ILogger<Worker> logger, TimeProvider time) : BackgroundService
{
    private static readonly ActivitySource Source = new(ProcessTelemetry.Own);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly Meter _meter = new(ProcessTelemetry.Own);
    private readonly HttpClient _queue = new() { BaseAddress = arguments.Calls["queue"][0], Timeout = TimeSpan.FromSeconds(5) };

    private volatile bool _stalled;

    /// <summary>Takes no more jobs, until the process ends.</summary>
    public void Stall() => _stalled = true;

    public override void Dispose()
    {
        _meter.Dispose();
        _queue.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var duration = _meter.CreateHistogram<double>("worker.job.duration", "s", "Time that a job took.");
        var jobs = _meter.CreateCounter<long>("worker.jobs", "{job}", "Jobs that were worked on, by outcome.");
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (_stalled || await TakeAsync(stoppingToken) is not { } job)
                {
                    await Task.Delay(_stalled ? Pause : TimeSpan.Zero, time, stoppingToken);
                    continue;
                }

                var started = time.GetTimestamp();
                using var activity = Source.StartActivity("job", ActivityKind.Consumer, job.TraceParent);
                var backend = await work.DoAsync(stoppingToken);
                using var done = await _queue.PostAsync(new Uri($"/jobs/{job.Id}/done?failed={backend is not null}", UriKind.Relative), null, stoppingToken);
                duration.Record(time.GetElapsedTime(started).TotalSeconds);
                jobs.Add(1, KeyValuePair.Create<string, object?>("outcome", backend is null ? "done" : "failed"));
                if (backend is not null)
                {
                    activity?.SetStatus(ActivityStatusCode.Error);
                    Log.Failed(logger, job.Id, backend);
                }
            }
            catch (Exception error) when (error is HttpRequestException || (error is OperationCanceledException && !stoppingToken.IsCancellationRequested))
            {
                Log.NoQueue(logger, error.Message);
                await Task.Delay(Pause, time, stoppingToken);
            }
        }
    }

    private async Task<Job?> TakeAsync(CancellationToken stopping)
    {
        using var response = await _queue.PostAsync(new Uri("/jobs/next", UriKind.Relative), null, stopping);
        return response.StatusCode == System.Net.HttpStatusCode.OK ? await response.Content.ReadFromJsonAsync<Job>(stopping) : null;
    }

    private static partial class Log
    {
        [LoggerMessage(9161, LogLevel.Error, "Job {Job} failed: {Problem}")]
        public static partial void Failed(ILogger logger, long job, string problem);

        [LoggerMessage(9162, LogLevel.Warning, "The queue gave no answer: {Problem}")]
        public static partial void NoQueue(ILogger logger, string problem);
    }
}
