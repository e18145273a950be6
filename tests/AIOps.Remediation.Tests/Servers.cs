using AIOps.TestKit;

namespace AIOps.Remediation.Tests;

/// <summary>The PostgreSQL of this test run, started when the first test wants it.</summary>
[SetUpFixture]
public sealed class Servers
{
    private static readonly Lazy<Task<PostgresServer>> Started = new(PostgresServer.StartAsync);

    public static async Task<string> DatabaseAsync() => await (await Started.Value).CreateDatabaseAsync();

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        if (Started.IsValueCreated)
        {
            await (await Started.Value).DisposeAsync();
        }
    }
}
