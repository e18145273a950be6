using AIOps.Server.Demo.Processes;
using AIOps.Server.Demo.Stage;

namespace AIOps.Server.Demo.Faults;

/// <summary>A wrong setting: two of three configured back ends do not exist, so two of three units of work fail.</summary>
internal sealed class ErrorBurstFault : IFault
{
    public string Name => "error-burst";

    public string Description => "a configuration that names back ends that do not exist";

    public IReadOnlyList<string> Runbooks => ["rollback-config"];

    public TimeSpan CoolDown => TimeSpan.FromMinutes(10);

    /// <summary>Services that somebody waits for with one member, so that the whole service is wrong and not one half of it.</summary>
    public IEnumerable<string> Candidates(ServiceStage stage) =>
        stage.Set.Services.Where(service => service is { Members.Count: 1, IsWaitedFor: true }).Select(service => service.Members[0].Name);

    public Task InjectAsync(FaultScene scene, string member, CancellationToken cancellationToken)
    {
        var file = scene.Stage.Daemons[member].ConfigFile;
        (ProcessSettings.Read(file) with { Version = "1.0.1", Backends = ["eu-1", "eu-8", "eu-9"] }).Write(file);
        return Task.CompletedTask;
    }
}
