using AIOps.Server.Demo.Processes;
using AIOps.Server.Demo.Stage;

namespace AIOps.Server.Demo.Faults;

/// <summary>A service that others wait for takes many times as long for each unit of work, and fails none: a setting was changed.</summary>
internal sealed class SlowDependencyFault : IFault
{
    private const int SlowMs = 400;

    public string Name => "slow-dependency";

    public string Description => $"a setting that makes each unit of work take {SlowMs} ms";

    public IReadOnlyList<string> Runbooks => ["rollback-config"];

    public TimeSpan CoolDown => TimeSpan.FromMinutes(10);

    /// <summary>The only member of a service that others need.</summary>
    public IEnumerable<string> Candidates(ServiceStage stage) => stage.Set.Services
        .Where(service => service.Members.Count == 1 && stage.Set.Services.Any(other => other.DependsOn.Contains(service.Workload, StringComparer.Ordinal)))
        .Select(service => service.Members[0].Name);

    public Task InjectAsync(FaultScene scene, string member, CancellationToken cancellationToken)
    {
        var file = scene.Stage.Daemons[member].ConfigFile;
        (ProcessSettings.Read(file) with { Version = "1.0.2", LatencyMs = SlowMs }).Write(file);
        return Task.CompletedTask;
    }
}
