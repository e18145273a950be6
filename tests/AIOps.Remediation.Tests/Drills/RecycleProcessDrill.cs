using System.Globalization;
using AIOps.Remediation.Safeguards;

namespace AIOps.Remediation.Tests.Drills;

/// <summary>A process whose memory grows.</summary>
internal sealed class RecycleProcessDrill : WorkerDrill
{
    private const long LimitKilobytes = 380_000;

    public override string Runbook => "recycle-process";

    public override string Signal => "process.memory.usage";

    public override async Task StartAsync()
    {
        Attributes["recycle"] = "yes";
        await base.StartAsync();
    }

    public override async Task<bool> HealthyAsync() => await AnswersAsync() && Resident() is > 0 and < LimitKilobytes;

    public override async Task BreakAsync()
    {
        await PostAsync(Url + "leak");
        await UntilSickAsync();
    }

    public override async Task BreakForGoodAsync()
    {
        await WriteAsync(InFolder("leak"), "");
        await BreakAsync();
    }

    public override Task<(SelfIdentity Self, string Refusal)> PlantAsync() => PlantOurPidAsync();

    private long Resident()
    {
        try
        {
            var line = File.ReadLines($"/proc/{Pid(PidFile).ToString(CultureInfo.InvariantCulture)}/status").FirstOrDefault(line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
            return line is null ? 0 : long.Parse(line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
