using AIOps.Remediation.Safeguards;

namespace AIOps.Remediation.Tests.Drills;

/// <summary>nginx that hangs, or whose master was killed while its workers keep the port.</summary>
internal sealed class RestartServiceDrill(bool hangs) : NginxDrill
{
    public override string Runbook => "restart-service";

    public override string Fault => hangs ? "hung" : "down";

    public override async Task BreakAsync()
    {
        var pid = Pid(PidFile);
        await MustAsync($"kill -STOP -{pid}{(hangs ? "" : $"; kill -KILL {pid}")}");
        await UntilSickAsync();
    }

    public override async Task BreakForGoodAsync()
    {
        await WriteConfigurationAsync(Configuration, "location / { return 500; }");
        await BreakAsync();
    }

    public override Task<(SelfIdentity Self, string Refusal)> PlantAsync() => PlantOurPidAsync();
}
