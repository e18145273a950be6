using System.Net;
using AIOps.Remediation.Safeguards;

namespace AIOps.Remediation.Tests.Drills;

/// <summary>A web server in a container of a real Docker, which hangs, or whose process was killed.</summary>
internal sealed class RestartContainerDrill(bool hangs) : Drill
{
    private readonly int _port = FreePort();
    private string _id = "";

    private string Container => $"drill-{_port}";

    private string Page => InFolder("www/index.html");

    public override string Runbook => "restart-container";

    public override string Fault => hangs ? "hung" : "down";

    public override async Task StartAsync()
    {
        Directory.CreateDirectory(InFolder("www"));
        await File.WriteAllTextAsync(Page, "good");
        await DockerAsync("run", "--detach", "--name", Container, "--network", "host", "--stop-timeout", "1", "--volume", $"{InFolder("www")}:/www", "tests", "/bin/httpd", "-f", "-p", $"127.0.0.1:{_port}", "-h", "/www");
        _id = await DockerAsync("inspect", "--format", "{{.Id}}", Container);
        await UntilHealthyAsync();
        Attributes["container"] = Container;
    }

    public override async Task BreakAsync()
    {
        await DockerAsync("kill", "--signal", hangs ? "STOP" : "KILL", Container);
        await UntilSickAsync();
    }

    public override async Task BreakForGoodAsync()
    {
        File.Delete(Page);
        await BreakAsync();
    }

    // The owners name it by the beginning of its id.
    public override Task<(SelfIdentity Self, string Refusal)> PlantAsync()
    {
        Attributes["container"] = _id[..12];
        return Task.FromResult((new SelfIdentity { Containers = [_id] }, "own-system"));
    }

    public override async Task<bool> HealthyAsync() => await GetAsync($"http://127.0.0.1:{_port}/") == HttpStatusCode.OK;

    public override async Task<string?> TracesAsync() => await DockerAsync("inspect", "--format", "{{.State.Status}}", Container) is var state and not "running" ? $"the container is {state}" : null;

    public override async ValueTask DisposeAsync()
    {
        await DockerAsync("rm", "--force", "--volumes", Container);
        await base.DisposeAsync();
    }

    private static async Task<string> DockerAsync(params string[] arguments)
    {
        var (code, output) = await (await Servers.DockerAsync()).ControlAsync(arguments);
        Assert.That(code, Is.Zero, output);
        return output.Trim();
    }
}
