using AIOps.Remediation.Safeguards;

namespace AIOps.Remediation.Tests.Drills;

/// <summary>nginx as a unit of a real systemd, which hangs, or which failed to start so often that systemd gave it up.</summary>
internal sealed class RestartUnitDrill(bool hangs) : NginxDrill
{
    private string Unit => $"drill-{Port}.service";

    public override string Runbook => "restart-unit";

    public override string Fault => hangs ? "hung" : "down";

    public override async Task StartAsync()
    {
        await WriteConfigurationAsync(Configuration, Site);
        var systemd = await Servers.SystemdAsync();
        await systemd.WriteUnitAsync(Unit, $"""
            [Unit]
            DefaultDependencies=no
            StartLimitIntervalSec=10min
            StartLimitBurst=3
            [Service]
            ExecStart=/usr/sbin/nginx -p {Folder} -c {Configuration} -e {InFolder("error.log")}
            Restart=on-failure
            RestartSec=50ms
            TimeoutStopSec=5
            StandardOutput=append:{InFolder("target.log")}
            StandardError=append:{InFolder("target.log")}

            """);
        await SystemctlAsync("start");
        await UntilHealthyAsync();
        Attributes["unit"] = Unit;
    }

    public override Task BreakAsync() => BreakAsync(Site);

    public override Task BreakForGoodAsync() => BreakAsync("location / { return 500; }");

    public override Task<(SelfIdentity Self, string Refusal)> PlantAsync() => Task.FromResult((new SelfIdentity { Units = [Unit] }, "own-system"));

    public override async Task<string?> TracesAsync() => await StateAsync() is "active" ? null : $"the unit is {await StateAsync()}";

    public override async ValueTask DisposeAsync()
    {
        await (await Servers.SystemdAsync()).RemoveUnitAsync(Unit);
        await base.DisposeAsync();
    }

    // What the owners' next start would find, and what keeps it from starting now.
    private async Task BreakAsync(string site)
    {
        if (hangs)
        {
            await WriteConfigurationAsync(Configuration, site);
            await SystemctlAsync("kill", "--signal=STOP", "--kill-who=all");
        }
        else
        {
            await File.WriteAllTextAsync(Configuration, "nonsense");
            await SystemctlAsync("kill", "--signal=KILL", "--kill-who=all");
            await UntilAsync(async () => await StateAsync() == "failed", "systemd gives the unit up");
            await WriteConfigurationAsync(Configuration, site);
        }

        await UntilSickAsync();
    }

    private async Task<string> StateAsync() => (await (await Servers.SystemdAsync()).ControlAsync("is-active", Unit)).Output.Trim();

    private async Task SystemctlAsync(string verb, params string[] options)
    {
        var (code, output) = await (await Servers.SystemdAsync()).ControlAsync([verb, .. options, Unit]);
        Assert.That(code, Is.Zero, output);
    }
}
