using AIOps.Server.Demo.Stage;

namespace AIOps.Server.Demo.Faults;

/// <summary>The process dies without a word.</summary>
internal sealed class CrashFault : IFault
{
    public string Name => "crash";

    public string Description => "kill -9";

    public IReadOnlyList<string> Runbooks => ["restart-service"];

    public TimeSpan CoolDown => TimeSpan.FromMinutes(5);

    public IEnumerable<string> Candidates(ServiceStage stage) => stage.Daemons.Keys;

    public Task InjectAsync(FaultScene scene, string member, CancellationToken cancellationToken)
    {
        scene.Stage.Daemons[member].Signal("KILL");
        return Task.CompletedTask;
    }
}
