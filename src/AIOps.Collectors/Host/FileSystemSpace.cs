using System.Runtime.InteropServices;

namespace AIOps.Collectors.Host;

/// <summary>Space and inodes of a file system as an unprivileged process sees them.</summary>
/// <param name="Utilization">Used share of what can be used at all (as df does), 0 to 1.</param>
/// <param name="Available">Bytes left to an unprivileged process.</param>
/// <param name="InodeUtilization">Used share of the inodes; null where they are made on demand.</param>
internal readonly record struct FileSystemSpace(double Utilization, double Available, double? InodeUtilization)
{
    /// <summary>Asks the kernel; null when the path is gone or the platform has no 64-bit statvfs.</summary>
    public static FileSystemSpace? Read(string path)
    {
        if (!OperatingSystem.IsLinux() || !Environment.Is64BitProcess || StatVfs(path, out var stat) != 0 || stat.Blocks == 0)
        {
            return null;
        }

        // Blocks kept for root count as neither used nor free.
        var used = (double)(stat.Blocks - stat.BlocksFree);
        var usable = used + stat.BlocksAvailable;
        var inodes = stat.Files == 0 ? (double?)null : 1 - ((double)stat.FilesFree / stat.Files);
        return new FileSystemSpace(usable > 0 ? used / usable : 1, (double)stat.BlocksAvailable * stat.FragmentSize, inodes is { } share ? Math.Clamp(share, 0, 1) : null);
    }

    [DllImport("libc", EntryPoint = "statvfs", CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int StatVfs([MarshalAs(UnmanagedType.LPUTF8Str)] string path, out VfsStat stat);

    // struct statvfs of 64-bit Linux (sys/statvfs.h), with room to spare for what follows.
    [StructLayout(LayoutKind.Sequential)]
    private struct VfsStat
    {
        public ulong BlockSize;
        public ulong FragmentSize;
        public ulong Blocks;
        public ulong BlocksFree;
        public ulong BlocksAvailable;
        public ulong Files;
        public ulong FilesFree;
        public ulong FilesAvailable;
        public ulong FileSystemId;
        public ulong Flags;
        public ulong LongestName;
        public ulong Spare1;
        public ulong Spare2;
        public ulong Spare3;
        public ulong Spare4;
    }
}
