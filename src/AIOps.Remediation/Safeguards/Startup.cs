using System.Globalization;
using AIOps.Remediation.Guarding;

namespace AIOps.Remediation.Safeguards;

/// <summary>
/// Whether a process that does not answer is only starting. To restart it then would throw away what it has done so far, and again at the next look. One that is stopped by a signal or gone starts no more.
/// </summary>
internal static class Startup
{
    private const double TicksPerSecond = 100;
    private const int LongestPidFile = 64;

    // the file is written beside the start, and its time is coarser than the kernel's
    private static readonly TimeSpan FileSlack = TimeSpan.FromSeconds(3);

    /// <summary>How long the process of a pid file runs; null when none does, or when it is not the one that the file means.</summary>
    /// <param name="pidFile">A local file with a process id.</param>
    /// <param name="now">The present.</param>
    public static TimeSpan? Age(string pidFile, DateTimeOffset now)
    {
        try
        {
            // a named pipe has no length, and to read it could wait for ever
            var file = new FileInfo(pidFile);
            if (!file.Exists || file.Length is 0 or > LongestPidFile || !int.TryParse(File.ReadAllText(pidFile).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var pid) || ProcessTable.Read(pid) is not { } entry)
            {
                return null;
            }

            var uptime = double.Parse(File.ReadAllText("/proc/uptime").Split(' ')[0], CultureInfo.InvariantCulture);
            return Age(entry.State, TimeSpan.FromSeconds(uptime - (entry.StartTime / TicksPerSecond)), now.UtcDateTime - file.LastWriteTimeUtc);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The same, of what was read. Pure.</summary>
    /// <param name="state">Its state as <c>/proc/PID/stat</c> has it.</param>
    /// <param name="runs">How long it runs.</param>
    /// <param name="named">How long ago the pid file was written; a process that began later has its number by chance.</param>
    public static TimeSpan? Age(char state, TimeSpan runs, TimeSpan named) => state is 'T' or 't' or 'Z' or 'X' || runs + FileSlack < named ? null : runs;
}
