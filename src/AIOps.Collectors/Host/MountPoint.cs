using System.Text;

namespace AIOps.Collectors.Host;

/// <summary>A mounted file system that can fill up.</summary>
internal readonly record struct MountPoint(string Device, string Path, string Type, bool ReadOnly)
{
    // Kernel interfaces have no space to run out of; a network file system may hang whoever asks it.
    private static readonly HashSet<string> Left =
    [
        "autofs", "binfmt_misc", "bpf", "cgroup", "cgroup2", "configfs", "debugfs", "devpts", "devtmpfs", "efivarfs", "fusectl", "hugetlbfs", "mqueue", "nsfs", "overlay", "proc", "pstore", "ramfs",
        "rpc_pipefs", "securityfs", "selinuxfs", "squashfs", "sysfs", "tracefs", "nfs", "nfs4", "cifs", "smb3", "9p", "ceph", "glusterfs", "iso9660",
    ];

    /// <summary>Reads <c>/proc/self/mounts</c>: writable local file systems, each device once.</summary>
    public static List<MountPoint> Parse(ReadOnlySpan<byte> text, int most = 64)
    {
        var mounts = new List<MountPoint>();
        var reader = new ProcText(text);
        while (mounts.Count < most && reader.NextLine(out var line))
        {
            var device = Encoding.UTF8.GetString(ProcText.Word(ref line));
            var path = Unescape(Encoding.UTF8.GetString(ProcText.Word(ref line)));
            var type = Encoding.UTF8.GetString(ProcText.Word(ref line));
            var options = ProcText.Word(ref line);
            var readOnly = options.SequenceEqual("ro"u8) || options.StartsWith("ro,"u8);
            if (path.Length == 0 || readOnly || (Left.Contains(type) && !(type == "overlay" && path == "/")) || type.StartsWith("fuse.", StringComparison.Ordinal)
                || path.StartsWith("/proc", StringComparison.Ordinal) || path.StartsWith("/sys", StringComparison.Ordinal)
                || (path.StartsWith("/dev", StringComparison.Ordinal) && path != "/dev/shm")
                || mounts.Exists(known => known.Path == path || (known.Device == device && device.StartsWith('/'))))
            {
                continue;
            }

            mounts.Add(new MountPoint(device, path, type, readOnly));
        }

        return mounts;
    }

    // The kernel writes space, tab, newline and backslash as three octal digits.
    private static string Unescape(string path) => path.Contains('\\', StringComparison.Ordinal)
        ? path.Replace("\\040", " ", StringComparison.Ordinal).Replace("\\011", "\t", StringComparison.Ordinal).Replace("\\012", "\n", StringComparison.Ordinal).Replace("\\134", "\\", StringComparison.Ordinal)
        : path;
}
