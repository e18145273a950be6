using AIOps.Server.Demo.Stage;

namespace AIOps.Server.Demo.Faults;

/// <summary>A noisy neighbour: a job that has nothing to do with the loud ones runs away and takes the processor that they share.</summary>
internal sealed class CpuHogFault : IFault
{
    public string Name => "cpu-hog";

    public string Description => "a job that takes all of the machine's processor from its neighbours";

    public IReadOnlyList<string> Runbooks => ["restart-runaway"];

    public TimeSpan CoolDown => TimeSpan.FromMinutes(30);

    /// <summary>A process that may be interrupted at any time.</summary>
    public IEnumerable<string> Candidates(ServiceStage stage) => stage.Set.Members.Where(member => member.Role == "reports").Select(member => member.Name);

    public Task InjectAsync(FaultScene scene, string member, CancellationToken cancellationToken) => scene.Stage.AskAsync(member, "/hog", cancellationToken);
}
