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

    public Task InjectAsync(ServiceStage stage, string member, CancellationToken cancellationToken)
    {
        stage.Daemons[member].Signal("STOP");
        return Task.CompletedTask;
    }
}
