using AIOps.Server.Demo.Processes;
using AIOps.Server.Demo.Stage;

namespace AIOps.Server.Demo.Faults;

/// <summary>Old files that nobody removed fill the place that a process writes to, within some seconds, and then no unit of work can be noted.</summary>
internal sealed class DiskFullFault : IFault
{
    private const int Files = 16;
    private static readonly TimeSpan Age = TimeSpan.FromDays(30);

    public string Name => "disk-full";

    public string Description => "old files fill its volume";

    public IReadOnlyList<string> Runbooks => ["clear-disk"];

    public TimeSpan CoolDown => TimeSpan.FromMinutes(30);

    /// <summary>Services that somebody waits for with one member, so that the whole service is stopped.</summary>
    public IEnumerable<string> Candidates(ServiceStage stage) =>
        stage.Set.Services.Where(service => service is { Members.Count: 1, IsWaitedFor: true }).Select(service => service.Members[0].Name);

    public Task InjectAsync(FaultScene scene, string member, CancellationToken cancellationToken)
    {
        var folder = Volume.FolderBeside(scene.Stage.Daemons[member].ConfigFile);
        var block = new byte[(Volume.Quota / Files) + 1];
        for (var i = 0; i < Files; i++)
        {
            var file = Path.Combine(folder, $"journal.{i}.old");
            File.WriteAllBytes(file, block);
            File.SetLastWriteTimeUtc(file, (scene.Time.GetUtcNow() - Age).UtcDateTime);
        }

        return Task.CompletedTask;
    }
}
