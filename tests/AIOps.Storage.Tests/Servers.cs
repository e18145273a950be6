using AIOps.TestKit;

namespace AIOps.Storage.Tests;

/// <summary>The servers of this test run, started when the first test wants one.</summary>
[SetUpFixture]
public sealed class Servers
{
    private static readonly Lazy<Task<PostgresServer>> Started = new(PostgresServer.StartAsync);

    public static Task<PostgresServer> PostgresAsync() => Started.Value;

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        if (Started.IsValueCreated)
        {
            await (await Started.Value).DisposeAsync();
        }
    }
}
