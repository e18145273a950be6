using AIOps.TestKit;

namespace AIOps.Server.Tests.Web;

public sealed class OpenApiTests
{
    [Test]
    public async Task CheckedInDocument_IsWhatTheServiceServes()
    {
        await using var host = await WebHost.StartAsync();
        var served = (await host.Client.GetStringAsync("/openapi/v1.json")).ReplaceLineEndings("\n").TrimEnd() + "\n";
        var path = Path.Combine(RepositoryRoot.Path, "docs", "openapi.json");
        var fresh = Path.Combine(Path.GetTempPath(), "aiops-openapi.json");
        if (!File.Exists(path) || await File.ReadAllTextAsync(path) != served)
        {
            await File.WriteAllTextAsync(fresh, served);
            Assert.Fail($"docs/openapi.json is not what the service serves: look at the change, then cp {fresh} {path}");
        }
    }
}
