namespace AIOps.Remediation.Tests.Guarding;

/// <summary>A sub-tree of the machine's control groups for one test: of version 2, and of version 1's that counts processes where the first does not.</summary>
internal sealed class RealGroup : IAsyncDisposable
{
    private RealGroup(IReadOnlyList<string> folders) => Folders = folders;

    public IReadOnlyList<string> Folders { get; }

    /// <summary>Groups of steps that are there now.</summary>
    public IReadOnlyList<string> Groups => [.. Folders.SelectMany(folder => Directory.GetDirectories(folder))];

    /// <summary>Whether a group below can be told how many processes it may have.</summary>
    public bool Counts => Folders.Any(folder => File.Exists(Path.Combine(folder, "pids.max")) && (!File.Exists(Path.Combine(folder, "cgroup.subtree_control")) || File.ReadAllText(Path.Combine(folder, "cgroup.subtree_control")).Contains("pids", StringComparison.Ordinal)));

    public static RealGroup Make()
    {
        var mounts = File.ReadAllLines("/proc/self/mounts").Select(line => line.Split(' ')).ToList();
        var folders = mounts.Where(mount => mount[2] == "cgroup2").Take(1).Concat(mounts.Where(mount => mount[2] == "cgroup" && mount[3].Split(',').Contains("pids")).Take(1))
            .Select(mount => Path.Combine(mount[1].Replace("\\040", " ", StringComparison.Ordinal), $"aiops-tests-{Guid.NewGuid():N}")).ToList();
        Assert.That(folders, Is.Not.Empty, "this machine has no control groups; the tests need some, and root");
        folders.ForEach(folder => Directory.CreateDirectory(folder));
        foreach (var control in folders.Select(folder => Path.Combine(folder, "cgroup.subtree_control")).Where(File.Exists))
        {
            try
            {
                File.WriteAllText(control, "+pids");
            }
            catch (IOException)
            {
                // Its controllers are elsewhere, as on a machine with both versions.
            }
        }

        return new RealGroup(folders);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var folder in Folders)
        {
            // What a test left alive is moved up, as at the end of a step.
            foreach (var pid in Directory.GetDirectories(folder).Prepend(folder).SelectMany(group => File.ReadAllLines(Path.Combine(group, "cgroup.procs"))))
            {
                await File.WriteAllTextAsync(Path.Combine(Path.GetDirectoryName(folder)!, "cgroup.procs"), pid);
            }

            foreach (var group in Directory.GetDirectories(folder).Append(folder))
            {
                Directory.Delete(group);
            }
        }
    }
}
