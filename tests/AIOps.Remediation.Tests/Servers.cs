using AIOps.TestKit;

namespace AIOps.Remediation.Tests;

/// <summary>The servers of this test run, each started when the first test wants it. Guards find systemctl and docker by what this process hands on.</summary>
[SetUpFixture]
public sealed class Servers
{
    private static readonly Lazy<Task<SystemdServer>> Systemd = new(async () =>
    {
        var server = await SystemdServer.StartAsync();
        SearchPath.Prepend(server.Programs);
        return server;
    });

    private static readonly Lazy<Task<DockerServer>> Docker = new(async () =>
    {
        var server = await DockerServer.StartAsync();
        Environment.SetEnvironmentVariable("DOCKER_HOST", server.Address);
        return server;
    });

    public static Task<SystemdServer> SystemdAsync() => Systemd.Value;

    public static Task<DockerServer> DockerAsync() => Docker.Value;

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        await TestDatabase.StopAsync();
        await StopAsync(Systemd);
        await StopAsync(Docker);
    }

    private static async Task StopAsync<T>(Lazy<Task<T>> started)
        where T : IAsyncDisposable
    {
        if (started.IsValueCreated && started.Value.IsCompletedSuccessfully)
        {
            await (await started.Value).DisposeAsync();
        }
    }
}
