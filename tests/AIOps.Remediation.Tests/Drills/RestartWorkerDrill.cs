using AIOps.Remediation.Safeguards;

namespace AIOps.Remediation.Tests.Drills;

/// <summary>A worker that answers and works no more, so that its queue grows.</summary>
internal sealed class RestartWorkerDrill : WorkerDrill
{
    public override string Runbook => "restart-worker";

    public override string Signal => "queue.depth";

    public override async Task StartAsync()
    {
        Attributes["drain_url"] = Url + "drain";
        await base.StartAsync();
    }

    public override Task<bool> HealthyAsync() => Task.FromResult(Directory.Exists(InFolder("queue")) && Directory.GetFiles(InFolder("queue"), "*.job").Length == 0);

    public override async Task BreakAsync()
    {
        await PostAsync(Url + "stall");
        for (var n = 0; n < 50; n++)
        {
            await WriteAsync(InFolder($"queue/{n}.job"), "");
        }

        await UntilSickAsync();
    }

    public override async Task BreakForGoodAsync()
    {
        await WriteAsync(InFolder("stall"), "");
        await BreakAsync();
    }

    public override Task<(SelfIdentity Self, string Refusal)> PlantAsync() => PlantOurPidAsync();
}
