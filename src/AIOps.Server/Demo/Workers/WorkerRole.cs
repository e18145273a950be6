using AIOps.Server.Demo.Processes;

namespace AIOps.Server.Demo.Workers;

/// <summary>Takes jobs from the queue, one at a time.</summary>
internal sealed class WorkerRole : IProcessRole
{
    public void Register(IServiceCollection services) => services.AddHostedService<Worker>();

    public void Map(WebApplication application)
    {
    }
}
