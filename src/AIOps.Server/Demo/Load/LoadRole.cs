using AIOps.Server.Demo.Processes;

namespace AIOps.Server.Demo.Load;

/// <summary>The load generator as a process, steered over its own port: counts, a traffic wave, a batch job.</summary>
internal sealed class LoadRole(double rate, int seed) : IProcessRole
{
    public void Register(IServiceCollection services)
    {
        services.AddSingleton(new LoadProfile(rate));
        services.AddSingleton(provider => new LoadGenerator(
            provider.GetRequiredService<ProcessArguments>().Calls["gateway"][0],
            provider.GetRequiredService<LoadProfile>(),
            seed,
            provider.GetRequiredService<TimeProvider>()));
        services.AddHostedService(provider => provider.GetRequiredService<LoadGenerator>());
    }

    public void Map(WebApplication application)
    {
        application.MapGet("/counts", (LoadGenerator generator) => generator.Counts);
        application.MapPost("/wave", (double factor, double seconds, LoadProfile profile, TimeProvider time) =>
            profile.Wave(Math.Clamp(factor, 0.1, 20), time.GetUtcNow(), TimeSpan.FromSeconds(Math.Clamp(seconds, 1, 3_600))));
        application.MapPost("/batch", async (double seconds, Callees callees, TimeProvider time, CancellationToken cancelled) =>
        {
            // A nightly job: asks inventory to count its stock, one request after the other.
            var end = time.GetUtcNow() + TimeSpan.FromSeconds(Math.Clamp(seconds, 1, 3_600));
            var calls = 0;
            while (time.GetUtcNow() < end)
            {
                await callees["inventory"].SendAsync(HttpMethod.Get, "/count", cancelled);
                calls++;
                await Task.Delay(TimeSpan.FromMilliseconds(100), time, cancelled);
            }

            return new { calls };
        });
    }
}
