using AIOps.Server.Demo.Processes;
using AIOps.Server.Demo.Stage;

namespace AIOps.Server.Demo.Faults;

/// <summary>A new release is announced and rolled out, and comes with a setting that fails every second unit of work.</summary>
internal sealed class BadDeployFault : IFault
{
    private const string Version = "2.0.0";

    public string Name => "bad-deploy";

    public string Description => "a release, announced as a change, whose configuration fails every second unit of work";

    public IReadOnlyList<string> Runbooks => ["rollback-config"];

    public TimeSpan CoolDown => TimeSpan.FromMinutes(10);

    /// <summary>Services that somebody waits for with one member, so that the whole service is rolled out at once.</summary>
    public IEnumerable<string> Candidates(ServiceStage stage) =>
        stage.Set.Services.Where(service => service is { Members.Count: 1, IsWaitedFor: true }).Select(service => service.Members[0].Name);

    public async Task InjectAsync(FaultScene scene, string member, CancellationToken cancellationToken)
    {
        var workload = scene.Stage.Set.ServiceOf(member).Workload;
        var file = scene.Stage.Daemons[member].ConfigFile;
        await scene.Client.ChangeAsync(workload, "deploy", Version, $"{workload} {Version} is rolled out", scene.Time.GetUtcNow(), cancellationToken);
        (ProcessSettings.Read(file) with { Version = Version, Backends = ["eu-1", "eu-7"] }).Write(file);
        await scene.Stage.RestartAsync(member, cancellationToken);
    }
}
