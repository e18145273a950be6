using AIOps.TestKit;

namespace AIOps.Storage.Tests;

/// <summary>The servers of this test run, each started when the first test wants it.</summary>
[SetUpFixture]
public sealed class Servers
{
    [OneTimeTearDown]
    public Task StopAsync() => TestDatabase.StopAsync();
}
