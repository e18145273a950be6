using System.Globalization;

namespace AIOps.Remediation.Guarding;

/// <summary>A process that cannot be mistaken for a later one with the same number.</summary>
/// <param name="Pid">Process id.</param>
/// <param name="StartTime">Clock ticks after boot at which it started (field 22 of <c>/proc/PID/stat</c>).</param>
public readonly record struct ProcessIdentity(int Pid, long StartTime)
{
    /// <summary>The current process.</summary>
    public static ProcessIdentity Current { get; } = Of(Environment.ProcessId) ?? new ProcessIdentity(Environment.ProcessId, 0);

    /// <summary>Whether it still runs; a zombie does not.</summary>
    public bool IsAlive => ProcessTable.Read(Pid) is { State: not ('Z' or 'X') } entry && entry.StartTime == StartTime;

    /// <summary>The process that has this number now, or null.</summary>
    public static ProcessIdentity? Of(int pid) => ProcessTable.Read(pid) is { } entry ? new ProcessIdentity(pid, entry.StartTime) : null;

    /// <summary>Reads "pid:starttime".</summary>
    public static ProcessIdentity? TryParse(string? text)
    {
        var parts = (text ?? "").Split(':');
        return parts.Length == 2 && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var pid) && long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var start)
            ? new ProcessIdentity(pid, start)
            : null;
    }

    /// <summary>"pid:starttime".</summary>
    public override string ToString() => $"{Pid}:{StartTime}";
}
