using AIOps.Remediation.Safeguards;

namespace AIOps.Remediation.Tests.Drills;

/// <summary>Sessions wait because each worker process holds one and all of them do.</summary>
internal sealed class ScaleOutDrill : Drill
{
    public override string Runbook => "scale-out";

    public override string Signal => "worker.utilization";

    public override bool OfService => true;

    private string Waiting => InFolder("waiting");

    private string Scale => InFolder("scale.sh");

    public override async Task StartAsync()
    {
        Directory.CreateDirectory(Waiting);
        await File.WriteAllTextAsync(InFolder("worker.sh"), $"#!/bin/sh\nwhile :; do\n  for s in {Waiting}/*; do [ -e \"$s\" ] && mv \"$s\" {Folder}/held-$$ 2>/dev/null && sleep 600; done\n  sleep 0.05\ndone\n");
        await File.WriteAllTextAsync(Scale, $$"""
            #!/bin/sh
            cd {{Folder}}
            n=$(ls worker-*.pid 2>/dev/null | wc -l)
            case $1 in
              +1) setsid sh worker.sh >/dev/null 2>&1 </dev/null & echo $! >worker-$((n + 1)).pid ;;
              -1) kill -KILL -$(cat worker-$n.pid); rm worker-$n.pid ;;
            esac
            """);
        (Attributes["scale_out"], Attributes["scale_in"]) = ($"sh {Scale} +1", $"sh {Scale} -1");
        await MustAsync($"sh {Scale} +1");
    }

    public override async Task BreakAsync()
    {
        await File.WriteAllTextAsync(Path.Combine(Waiting, "1"), "");
        await UntilHealthyAsync();
        await File.WriteAllTextAsync(Path.Combine(Waiting, "2"), "");
        await UntilSickAsync();
    }

    public override async Task BreakForGoodAsync()
    {
        for (var n = 1; n <= 20; n++)
        {
            await File.WriteAllTextAsync(Path.Combine(Waiting, $"{n}"), "");
        }

        await UntilSickAsync();
    }

    // The owners took the way back away: what cannot be undone is not done.
    public override Task<(SelfIdentity Self, string Refusal)> PlantAsync()
    {
        Attributes.Remove("scale_in");
        return Task.FromResult((new SelfIdentity(), "no-target"));
    }

    public override Task<bool> HealthyAsync() => Task.FromResult(Directory.Exists(Waiting) && Directory.GetFiles(Waiting).Length == 0);

    public override Task<bool> AnswersAsync() => Task.FromResult(Workers() > 0);

    public override Task<string?> SideEffectAsync() => Task.FromResult(Workers() == 2 ? null : $"{Workers()} workers");

    public override Task<string?> TracesAsync() => Task.FromResult(Workers() == 1 ? null : $"{Workers()} workers after the undo");

    private int Workers() => Directory.GetFiles(Folder, "worker-*.pid").Length;
}
