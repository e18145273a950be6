namespace AIOps.TestKit;

/// <summary>A small file system in memory that a test fills: a full disk. Needs root.</summary>
public sealed class SmallDisk : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private SmallDisk(string folder) => Folder = folder;

    public string Folder { get; }

    private string Ballast => Path.Combine(Folder, "ballast");

    public static async Task<SmallDisk> MountAsync(int megabytes)
    {
        var folder = Directory.CreateTempSubdirectory("aiops-disk-").FullName;
        await ServerFolder.RunAsync(Limit, "mount", "-t", "tmpfs", "-o", $"size={megabytes}m", "tmpfs", folder);
        return new SmallDisk(folder);
    }

    /// <summary>Fills it with a file until only so much is left.</summary>
    public void Fill(long leaveBytes)
    {
        var free = new DriveInfo(Folder).AvailableFreeSpace - leaveBytes;
        File.WriteAllBytes(Ballast, new byte[Math.Max(0, free)]);
    }

    /// <summary>Gives the space back.</summary>
    public void Free() => File.Delete(Ballast);

    public async ValueTask DisposeAsync()
    {
        await ServerFolder.RunAsync(Limit, "umount", "-l", Folder);
        Directory.Delete(Folder);
    }
}
