using AIOps.Server.Demo.Cast;
using AIOps.Server.Demo.Stage;

namespace AIOps.Server.Demo.Faults;

/// <summary>A worker answers, but takes no more jobs: the queue grows because the others cannot keep up.</summary>
internal sealed class WorkerStallFault : IFault
{
    public string Name => "worker-stall";

    public string Description => "a worker that is alive and takes no more jobs";

    public IReadOnlyList<string> Runbooks => ["restart-worker"];

    public string Set => ServiceSet.WorkersName;

    public TimeSpan CoolDown => TimeSpan.FromMinutes(15);

    public IEnumerable<string> Candidates(ServiceStage stage) => stage.Set.Members.Where(member => member.Role == "worker").Select(member => member.Name);

    public Task InjectAsync(FaultScene scene, string member, CancellationToken cancellationToken) => scene.Stage.AskAsync(member, "/stall", cancellationToken);
}
