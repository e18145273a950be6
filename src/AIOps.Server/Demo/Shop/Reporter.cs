using System.Diagnostics.Metrics;
using AIOps.Server.Demo.Processes;

namespace AIOps.Server.Demo.Shop;

/// <summary>Makes a small report every second; once told to, it loops without end and takes all of the machine that it gets.</summary>
internal sealed class Reporter(Work work, Cores cores, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly Meter _meter = new(ProcessTelemetry.Own);
    private readonly TaskCompletionSource _hog = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>From now on it loops, until the process ends.</summary>
    public void Hog() => _hog.TrySetResult();

    public override void Dispose()
    {
        _meter.Dispose();
        base.Dispose();
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(ReportAsync(stoppingToken), LoopAsync(stoppingToken));

    private async Task ReportAsync(CancellationToken stopping)
    {
        var reports = _meter.CreateCounter<long>("reports.made", "{report}", "Reports, by outcome.");
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stopping))
        {
            var problem = await work.DoAsync(stopping);
            reports.Add(1, KeyValuePair.Create<string, object?>("outcome", problem is null ? "made" : "failed"));
        }
    }

    private async Task LoopAsync(CancellationToken stopping)
    {
        await _hog.Task.WaitAsync(stopping);
        await cores.HogAsync(stopping);
    }
}
