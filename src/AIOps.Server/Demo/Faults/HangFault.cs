using AIOps.Server.Demo.Stage;

namespace AIOps.Server.Demo.Faults;

/// <summary>The process is there, holds its port, and does nothing.</summary>
internal sealed class HangFault : IFault
{
    public string Name => "hang";

    public string Description => "kill -STOP";

    public IReadOnlyList<string> Runbooks => ["restart-service"];

    public TimeSpan CoolDown => TimeSpan.FromMinutes(5);

    public IEnumerable<string> Candidates(ServiceStage stage) => stage.Daemons.Keys;

    public Task InjectAsync(FaultScene scene, string member, CancellationToken cancellationToken)
    {
        scene.Stage.Daemons[member].Signal("STOP");
        return Task.CompletedTask;
    }
}
