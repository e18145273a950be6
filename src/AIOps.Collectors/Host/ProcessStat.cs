using System.Text;

namespace AIOps.Collectors.Host;

/// <summary>What one process used; times in clock ticks (100 a second on every Linux), sizes in pages.</summary>
/// <param name="Command">The name that the kernel keeps, at most 15 bytes.</param>
/// <param name="State">The kernel's letter: R, S, D, T, Z, …</param>
/// <param name="CpuTicks">User and system time since its start.</param>
/// <param name="Threads">Number of threads.</param>
/// <param name="StartTicks">Start after boot: with the number it names the process beyond doubt.</param>
/// <param name="ResidentPages">Pages in memory.</param>
internal readonly record struct ProcessStat(string Command, char State, double CpuTicks, double Threads, double StartTicks, double ResidentPages)
{
    /// <summary>Reads <c>/proc/PID/stat</c>; the name may hold spaces and parentheses.</summary>
    /// <param name="text">The file's text.</param>
    /// <param name="names">Gives one string for equal names, so that thousands of processes do not make thousands of strings.</param>
    public static ProcessStat? Parse(ReadOnlySpan<byte> text, Func<ReadOnlySpan<byte>, string>? names = null)
    {
        var open = text.IndexOf((byte)'(');
        var close = text.LastIndexOf((byte)')');
        if (open < 0 || close <= open)
        {
            return null;
        }

        var command = text[(open + 1)..close];
        var line = text[(close + 1)..].TrimEnd((byte)'\n');
        var state = ProcText.Word(ref line);
        ProcText.Skip(ref line, 10);
        if (state.Length != 1 || !ProcText.Number(ref line, out var user) || !ProcText.Number(ref line, out var system))
        {
            return null;
        }

        ProcText.Skip(ref line, 4);
        if (!ProcText.Number(ref line, out var threads))
        {
            return null;
        }

        ProcText.Skip(ref line, 1);
        if (!ProcText.Number(ref line, out var start))
        {
            return null;
        }

        ProcText.Skip(ref line, 1);
        return ProcText.Number(ref line, out var resident)
            ? new ProcessStat(names?.Invoke(command) ?? Encoding.UTF8.GetString(command), (char)state[0], user + system, threads, start, resident)
            : null;
    }
}
