using AIOps.Remediation.Safeguards;
using AIOps.TestKit;

namespace AIOps.Remediation.Tests.Drills;

/// <summary>A real file system that old files of a cache filled.</summary>
internal sealed class ClearDiskDrill : Drill
{
    private SmallDisk? _disk;

    public override string Runbook => "clear-disk";

    public override string Fault => "full";

    public override string Signal => "disk.full";

    private string Disk => _disk!.Folder;

    private string Cache => Path.Combine(Disk, "cache");

    public override async Task StartAsync()
    {
        _disk = await SmallDisk.MountAsync(16);
        Attributes["prune"] = Directory.CreateDirectory(Cache).FullName;
        Directory.CreateDirectory(Path.Combine(Disk, "database"));
        await File.WriteAllTextAsync(Path.Combine(Disk, "database/table"), "precious");
        await File.WriteAllTextAsync(Path.Combine(Cache, "new entry"), "fresh");
        await MustAsync($"touch -d '30 days ago' {Disk}/database/table; ln -s {Disk}/database {Cache}/link");
    }

    public override Task BreakAsync() => MustAsync($"mkdir {Cache}/a; for n in 1 2 3 4 5 6 7; do head -c 2000000 /dev/zero >\"{Cache}/a/old $n\"; touch -d '20 days ago' \"{Cache}/a/old $n\"; done");

    public override Task BreakForGoodAsync() => MustAsync($"head -c 14000000 /dev/zero >{Disk}/database/log");

    // One of two listed folders is a link to something else: nothing at all may be deleted.
    public override async Task<(SelfIdentity Self, string Refusal)> PlantAsync()
    {
        await MustAsync($"ln -s {Disk}/database {Disk}/logs");
        Attributes["prune"] = $"{Cache}:{Disk}/logs";
        return (new SelfIdentity(), "is a link");
    }

    public override Task<bool> HealthyAsync()
    {
        var disk = new DriveInfo(Disk);
        return Task.FromResult(disk.AvailableFreeSpace > disk.TotalSize / 4);
    }

    public override Task<string?> SideEffectAsync() => Task.FromResult(
        !File.Exists(Path.Combine(Disk, "database/table")) ? "a file that was not listed is gone"
        : !File.Exists(Path.Combine(Cache, "new entry")) ? "a file that is not old is gone" : null);

    public override Task<string?> TracesAsync() => SideEffectAsync();

    public override async ValueTask DisposeAsync()
    {
        if (_disk is not null)
        {
            await _disk.DisposeAsync();
        }

        await base.DisposeAsync();
    }
}
