using AIOps.Server.Demo.Stage;

namespace AIOps.Server.Demo.Faults;

/// <summary>
/// Somebody else's service, which ours need and nobody here may touch, is away for a while. The loud ones are its victims: restarting or rolling them back would be wrong.
/// </summary>
internal sealed class UpstreamDownFault : IFault
{
    public string Name => "upstream-down";

    public string Description => "the bank, which is not ours, is away for a minute; acting would be wrong";

    public IReadOnlyList<string> Runbooks => [];

    public TimeSpan CoolDown => TimeSpan.Zero;

    public TimeSpan? Lasts => TimeSpan.FromMinutes(1);

    /// <summary>The service that needs it.</summary>
    public IEnumerable<string> Candidates(ServiceStage stage) => stage.Outside is null ? [] : stage.Set.Members.Where(member => member.Role == "payments").Select(member => member.Name);

    public Task InjectAsync(FaultScene scene, string member, CancellationToken cancellationToken)
    {
        scene.Stage.Outside?.Signal("KILL");
        return Task.CompletedTask;
    }

    public Task EndAsync(FaultScene scene, string member, CancellationToken cancellationToken)
    {
        scene.Stage.Outside?.Start();
        return Task.CompletedTask;
    }
}
