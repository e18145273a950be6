using AIOps.Remediation.Safeguards;

namespace AIOps.Remediation.Tests.Drills;

/// <summary>A service that fails for a reason that no runbook knows.</summary>
internal sealed class CollectDiagnosticsDrill : WorkerDrill
{
    public override string Runbook => "collect-diagnostics";

    public override string Signal => "http.server.request.duration.p95";

    public override bool OnlyLooks => true;

    public override Task<bool> HealthyAsync() => Task.FromResult(Directory.Exists(InFolder("queue")) && !File.Exists(InFolder("queue/slow.job")));

    public override async Task BreakAsync()
    {
        await PostAsync(Url + "stall");
        await WriteAsync(InFolder("queue/slow.job"), "");
    }

    public override Task BreakForGoodAsync() => BreakAsync();

    public override Task<(SelfIdentity Self, string Refusal)> PlantAsync() => PlantOurPidAsync();
}
