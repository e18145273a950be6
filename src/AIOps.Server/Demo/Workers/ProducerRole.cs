using AIOps.Server.Demo.Processes;

namespace AIOps.Server.Demo.Workers;

/// <summary>Puts jobs into the queue at a steady rate.</summary>
internal sealed class ProducerRole(double rate, int seed) : IProcessRole
{
    public void Register(IServiceCollection services) => services.AddHostedService(provider => new Producer(
        rate,
        seed,
        provider.GetRequiredService<Callees>(),
        provider.GetRequiredService<Work>(),
        provider.GetRequiredService<ILogger<Producer>>(),
        provider.GetRequiredService<TimeProvider>()));

    public void Map(WebApplication application)
    {
    }
}
