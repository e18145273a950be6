using AIOps.Server.Demo.Stage;

namespace AIOps.Server.Demo.Faults;

/// <summary>Each unit of work keeps memory until the process would be ended by its limit.</summary>
internal sealed class MemoryLeakFault : IFault
{
    private const int BytesEachUnit = 300_000;

    public string Name => "memory-leak";

    public string Description => $"each unit of work keeps {BytesEachUnit / 1000} KB";

    public IReadOnlyList<string> Runbooks => ["recycle-process"];

    public TimeSpan CoolDown => TimeSpan.FromMinutes(30);

    /// <summary>Every process that does units of work for requests.</summary>
    public IEnumerable<string> Candidates(ServiceStage stage) => stage.Set.Services.Where(service => service.IsWaitedFor).SelectMany(service => service.Members).Select(member => member.Name);

    public Task InjectAsync(FaultScene scene, string member, CancellationToken cancellationToken) => scene.Stage.AskAsync(member, $"/leak?bytes={BytesEachUnit}", cancellationToken);
}
