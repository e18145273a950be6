using AIOps.Server.Demo.Processes;

namespace AIOps.Server.Demo.Workers;

/// <summary>Takes jobs from the queue, one at a time.</summary>
internal sealed class WorkerRole : IProcessRole
{
    public void Register(IServiceCollection services)
    {
        services.AddSingleton<Worker>();
        services.AddHostedService(provider => provider.GetRequiredService<Worker>());
    }

    public void Map(WebApplication application)
    {
        // what an operator does before a restart, and what a fault does without being asked
        application.MapPost("/drain", (Worker worker) => worker.Stall()).DisableHttpMetrics();
        application.MapPost("/stall", (Worker worker) => worker.Stall()).DisableHttpMetrics();
    }
}
