using System.Text.RegularExpressions;

namespace AIOps.Remediation.Safeguards;

/// <summary>Which units of systemd and which containers a process runs in, from what the kernel tells of it. Pure.</summary>
public static partial class Supervision
{
    /// <summary>Units whose control groups hold the process, from the outermost in.</summary>
    /// <param name="cgroups">Text of <c>/proc/PID/cgroup</c>.</param>
    /// <returns>Names of services, each once; empty outside of systemd.</returns>
    public static IReadOnlyList<string> Units(string cgroups)
    {
        ArgumentNullException.ThrowIfNull(cgroups);
        return [.. Paths(cgroups).SelectMany(path => path.Split('/')).Where(part => part.EndsWith(".service", StringComparison.Ordinal) && part.Length > ".service".Length).Select(Unescape).Distinct(StringComparer.Ordinal)];
    }

    /// <summary>Containers that hold the process.</summary>
    /// <param name="cgroups">Text of <c>/proc/PID/cgroup</c>.</param>
    /// <param name="mounts">Text of <c>/proc/PID/mountinfo</c>: in a control group namespace it alone names the container.</param>
    /// <returns>Ids of 64 hexadecimal digits, each once; empty outside of containers.</returns>
    public static IReadOnlyList<string> Containers(string cgroups, string mounts)
    {
        ArgumentNullException.ThrowIfNull(cgroups);
        ArgumentNullException.ThrowIfNull(mounts);
        return [.. Paths(cgroups).SelectMany(path => GroupOfContainer().Matches(path)).Concat(FileOfContainer().Matches(mounts)).Select(match => match.Groups["id"].Value).Distinct(StringComparer.Ordinal)];
    }

    private static IEnumerable<string> Paths(string cgroups) => cgroups.Split('\n').Select(line => line.Split(':', 3)).Where(parts => parts.Length == 3).Select(parts => parts[2]);

    // systemd puts a _ before a name that the kernel would take for a file of its own.
    private static string Unescape(string name) => name.StartsWith('_') ? name[1..] : name;

    [GeneratedRegex("(?<![0-9a-f])(?<id>[0-9a-f]{64})(?![0-9a-f])", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex GroupOfContainer();

    // Where docker, containerd and podman keep the host name file that they mount into a container.
    [GeneratedRegex("/(containers|overlay-containers|sandboxes)/(?<id>[0-9a-f]{64})/(userdata/)?(hostname|hosts|resolv\\.conf) ", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex FileOfContainer();
}
