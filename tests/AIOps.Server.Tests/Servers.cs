using AIOps.TestKit;

namespace AIOps.Server.Tests;

/// <summary>The servers that tests share, each started when the first test wants it.</summary>
[SetUpFixture]
public sealed class Servers
{
    [OneTimeTearDown]
    public Task StopAsync() => TestDatabase.StopAsync();
}
