namespace AIOps.Remediation.Guarding;

/// <summary>Where steps get control groups of their own, and what these can do there.</summary>
public static class ControlGroups
{
    /// <summary>Setting that switches them off.</summary>
    public const string None = "none";

    /// <summary>The folders in which groups are made.</summary>
    /// <param name="setting">Empty for our own group of version 2, <c>none</c>, or folders that were prepared for it, joined by colons.</param>
    public static IReadOnlyList<string> Folders(string setting)
    {
        ArgumentNullException.ThrowIfNull(setting);
        return setting switch
        {
            None => [],
            "" => Home(null, Read("/proc/self/mountinfo"), Read("/proc/self/cgroup")) is { } own ? [own] : [],
            _ => setting.Split(':', StringSplitOptions.RemoveEmptyEntries),
        };
    }

    /// <summary>Makes a group for a moment to see what there is.</summary>
    /// <param name="folders">The folders.</param>
    /// <returns>Whether a group can be made and killed whole, and the controllers that set limits (<c>cpu</c>, <c>memory</c>, <c>pids</c>); the problem when none can be made.</returns>
    public static (bool Kills, IReadOnlyList<string> Limits, string? Problem) Try(IReadOnlyList<string> folders)
    {
        ArgumentNullException.ThrowIfNull(folders);
        if (folders.Count == 0)
        {
            return (false, [], "none of version 2 are mounted here, or they are switched off");
        }

        using var group = StepGroup.Make(folders, $"aiops-try-{Environment.ProcessId}", new StepLimits(), out var problem);
        return group is null ? (false, [], problem) : (group.Kills, group.Limits, null);
    }

    /// <summary>The folder of this process' own group in the hierarchy of another folder; null when that is in none.</summary>
    internal static string? Home(string folder) => Home(folder, Read("/proc/self/mountinfo"), Read("/proc/self/cgroup"));

    /// <summary>The folder of a process' own group. Pure.</summary>
    /// <param name="folder">A folder of the hierarchy that is meant; null for that of version 2.</param>
    /// <param name="mounts">Text of <c>/proc/PID/mountinfo</c>.</param>
    /// <param name="own">Text of <c>/proc/PID/cgroup</c>.</param>
    /// <returns>Null when there is none, or it is not below what is mounted.</returns>
    internal static string? Home(string? folder, string mounts, string own)
    {
        // number, controllers, path: of version 2 the number is 0
        var groups = own.Split('\n').Select(line => line.Split(':', 3)).Where(parts => parts.Length == 3).ToList();
        foreach (var line in mounts.Split('\n'))
        {
            // id parent device root point options … - type source options
            var halves = line.Split(" - ", 2);
            var (before, after) = (halves[0].Split(' '), halves.Length == 2 ? halves[1].Split(' ') : []);
            if (before.Length < 5 || after.Length == 0 || after[0] is not ("cgroup" or "cgroup2") || (folder is null && after[0] != "cgroup2") || (folder is not null && Below(folder, Plain(before[4])) is null))
            {
                continue;
            }

            var path = after[0] == "cgroup2" ? groups.Find(parts => parts[0] == "0") : groups.Find(parts => parts[1].Length > 0 && parts[1].Split(',').All(after[^1].Split(',').Contains));
            if (path is not null && Below(path[2], Plain(before[3])) is { } rest)
            {
                return Path.TrimEndingDirectorySeparator(Plain(before[4]) + rest);
            }
        }

        return null;
    }

    private static string? Below(string path, string root) =>
        root == "/" ? path : path == root ? "" : path.StartsWith(root + "/", StringComparison.Ordinal) ? path[root.Length..] : null;

    // The kernel writes a blank in a path as \040.
    private static string Plain(string text) => text.Replace("\\040", " ", StringComparison.Ordinal);

    private static string Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
