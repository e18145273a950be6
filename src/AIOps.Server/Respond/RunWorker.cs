using AIOps.Remediation.Engine;

namespace AIOps.Server.Respond;

/// <summary>Carries out runs as long as the process lives.</summary>
internal sealed class RunWorker(RunDispatcher dispatcher) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        await dispatcher.RunAsync(stoppingToken);
    }
}
