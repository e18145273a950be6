using System.Globalization;
using AIOps.Remediation.Safeguards;

namespace AIOps.Remediation.Tests.Drills;

/// <summary>A job that may be interrupted loops without end.</summary>
internal sealed class RestartRunawayDrill : WorkerDrill
{
    private const int TicksOfALoop = 15;

    public override string Runbook => "restart-runaway";

    public override string Signal => "process.cpu.utilization";

    public override async Task StartAsync()
    {
        Attributes["interruptible"] = "yes";
        await base.StartAsync();
    }

    public override async Task<bool> HealthyAsync() => await AnswersAsync() && !await SpinsAsync();

    public override async Task BreakAsync()
    {
        await PostAsync(Url + "spin");
        await UntilSickAsync();
    }

    public override async Task BreakForGoodAsync()
    {
        await WriteAsync(InFolder("spin"), "");
        await BreakAsync();
    }

    public override Task<(SelfIdentity Self, string Refusal)> PlantAsync() => PlantOurPidAsync();

    // What it takes of the processor: a loop takes all that a busy machine leaves it, a worker that waits next to nothing.
    private async Task<bool> SpinsAsync()
    {
        var before = Ticks();
        await Task.Delay(TimeSpan.FromSeconds(2));
        return Ticks() - before >= TicksOfALoop;
    }

    private long Ticks()
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{Pid(PidFile).ToString(CultureInfo.InvariantCulture)}/stat");
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
