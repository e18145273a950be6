using System.Globalization;

namespace AIOps.Remediation.Guarding;

/// <summary>
/// A control group for one step, or one for each controller of version 1. What the step starts is born in it and cannot leave it by a session of its own,
/// so that all of it can be killed. What is to live on after a step that ended well is moved out.
/// </summary>
internal sealed class StepGroup : IDisposable
{
    private const int MaxRounds = 200;
    private const int MaxMoves = 20;
    private readonly List<(string Group, string Home)> _folders = [];
    private bool _out = true;

    private StepGroup()
    {
    }

    /// <summary>Whether the kernel kills it whole (version 2 since Linux 5.14).</summary>
    public bool Kills => _folders.Exists(folder => File.Exists(Path.Combine(folder.Group, "cgroup.kill")));

    /// <summary>The limits that are enforced.</summary>
    public IReadOnlyList<string> Limits { get; private set; } = [];

    /// <summary>The name of a guard's group, by which it is found after a crash.</summary>
    public static string NameOf(ProcessIdentity guard) => $"aiops-step-{guard.Pid}-{guard.StartTime}";

    /// <summary>Makes the groups that can be made.</summary>
    /// <param name="folders">Where, see <see cref="ControlGroups.Folders"/>.</param>
    /// <param name="name">Name of the group.</param>
    /// <param name="limits">What it may use.</param>
    /// <param name="problem">Why there is none.</param>
    /// <returns>Null when none could be made.</returns>
    public static StepGroup? Make(IReadOnlyList<string> folders, string name, StepLimits limits, out string? problem)
    {
        var group = new StepGroup();
        var enforced = new SortedSet<string>(StringComparer.Ordinal);
        problem = null;
        foreach (var own in folders)
        {
            if (Places(own).Select(place => Path.Combine(place, name)).FirstOrDefault(folder => TryMake(folder)) is not { } made)
            {
                problem ??= $"no group can be made in {own}";
                continue;
            }

            enforced.UnionWith(Limit(made, limits));
            group._folders.Add((made, ControlGroups.Home(made) ?? own));
        }

        group.Limits = [.. enforced];
        return group._folders.Count > 0 ? group : null;
    }

    /// <summary>Kills what a guard that died left in its group.</summary>
    /// <returns>True when nothing is left.</returns>
    public static bool KillLeft(IReadOnlyList<string> folders, ProcessIdentity guard)
    {
        var left = new StepGroup();
        left._folders.AddRange(folders.SelectMany(own => Places(own).Select(place => (Path.Combine(place, NameOf(guard)), ControlGroups.Home(own) ?? own))).Where(folder => Directory.Exists(folder.Item1)));
        using (left)
        {
            return left.Kill();
        }
    }

    /// <summary>Moves this process in: what it starts from now on is born there.</summary>
    /// <returns>False when it stayed out of one of them.</returns>
    public bool Enter()
    {
        _out = false;
        return _folders.TrueForAll(folder => TryWrite(folder.Group, "cgroup.procs", "0"));
    }

    /// <summary>Moves this process back.</summary>
    /// <returns>False when it is still in: then its processes are killed one by one.</returns>
    public bool Leave() => _out = _folders.TrueForAll(folder => TryWrite(folder.Home, "cgroup.procs", "0"));

    /// <summary>Kills whatever is in it.</summary>
    /// <returns>True when it is empty.</returns>
    public bool Kill()
    {
        for (var round = 0; round < MaxRounds; round++)
        {
            var left = Members();
            if (left.Count == 0)
            {
                return true;
            }

            if (!_out || !_folders.Exists(folder => File.Exists(Path.Combine(folder.Group, "cgroup.kill")) && TryWrite(folder.Group, "cgroup.kill", "1")))
            {
                left.ForEach(pid => _ = NativeProcess.Kill(pid, NativeProcess.SigKill));
            }

            // The kernel tells nobody but the parents when they are gone.
            Thread.Sleep(round < 10 ? 1 : 10);
        }

        return false;
    }

    /// <summary>Moves what lives on out of the limits, then removes the groups; what cannot be moved keeps them.</summary>
    public void Dispose()
    {
        foreach (var (group, home) in _folders)
        {
            // A daemon that starts workers of its own meanwhile leaves them behind: one more look finds them.
            for (var round = 0; round < MaxMoves && Members(group) is { Count: > 0 } living; round++)
            {
                living.ForEach(pid => _ = TryWrite(home, "cgroup.procs", pid.ToString(CultureInfo.InvariantCulture)));
            }

            TryRemove(group);
        }
    }

    // A group of version 2 that has processes, as our own, hands no controllers on. A group inside a unit exists only when the unit was delegated to us:
    // then the unit's own group does.
    private static IEnumerable<string> Places(string own)
    {
        if (Path.GetDirectoryName(own) is { } unit && (unit.EndsWith(".service", StringComparison.Ordinal) || unit.EndsWith(".scope", StringComparison.Ordinal)))
        {
            yield return unit;
        }

        yield return own;
    }

    private static bool TryMake(string folder)
    {
        try
        {
            // What looks like a group and is none would hold nobody.
            return File.Exists(Path.Combine(Path.GetDirectoryName(folder)!, "cgroup.procs")) && Directory.CreateDirectory(folder).Exists;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static IEnumerable<string> Limit(string group, StepLimits limits)
    {
        var (memory, processes, weight) = (limits.Memory?.ToString(CultureInfo.InvariantCulture), limits.Processes.ToString(CultureInfo.InvariantCulture), limits.Weight.ToString(CultureInfo.InvariantCulture));

        // Version 2 and version 1 name the same things differently.
        if (memory is not null && (TrySet(group, "memory.max", memory) || TrySet(group, "memory.limit_in_bytes", memory)))
        {
            // Swapped out is not saved.
            TrySet(group, "memory.swap.max", "0");
            TrySet(group, "memory.oom.group", "1");
            yield return "memory";
        }
        else if (memory is null && (File.Exists(Path.Combine(group, "memory.max")) || File.Exists(Path.Combine(group, "memory.limit_in_bytes"))))
        {
            yield return "memory";
        }

        if (TrySet(group, "pids.max", processes))
        {
            yield return "pids";
        }

        if (TrySet(group, "cpu.weight", weight) || TrySet(group, "cpu.shares", (limits.Weight * 1024 / 100).ToString(CultureInfo.InvariantCulture)))
        {
            yield return "cpu";
        }
    }

    private List<int> Members() => [.. _folders.SelectMany(folder => Members(folder.Group)).Distinct()];

    private static List<int> Members(string group)
    {
        try
        {
            return [.. File.ReadAllLines(Path.Combine(group, "cgroup.procs")).Select(line => int.TryParse(line, NumberStyles.None, CultureInfo.InvariantCulture, out var pid) ? pid : 0).Where(pid => pid > 1 && pid != Environment.ProcessId)];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static bool TrySet(string group, string file, string value) => File.Exists(Path.Combine(group, file)) && TryWrite(group, file, value);

    private static bool TryWrite(string group, string file, string value)
    {
        try
        {
            File.WriteAllText(Path.Combine(group, file), value);
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static void TryRemove(string group)
    {
        try
        {
            Directory.Delete(group);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Something lives in it that could not be moved; an empty group costs nothing, and a later step has another.
        }
    }
}
