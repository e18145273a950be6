namespace AIOps.Collectors.Host;

/// <summary>Paging and out-of-memory counters since boot.</summary>
internal readonly record struct KernelCounters(double MajorFaults, double SwapIns, double SwapOuts, double OutOfMemoryKills)
{
    /// <summary>Reads <c>/proc/vmstat</c>; null when none of them stands there.</summary>
    public static KernelCounters? Parse(ReadOnlySpan<byte> text)
    {
        var reader = new ProcText(text);
        double major = 0, ins = 0, outs = 0, kills = 0;
        var found = false;
        while (reader.NextLine(out var line))
        {
            var name = ProcText.Word(ref line);
            if (name.SequenceEqual("pgmajfault"u8))
            {
                found |= ProcText.Number(ref line, out major);
            }
            else if (name.SequenceEqual("pswpin"u8))
            {
                found |= ProcText.Number(ref line, out ins);
            }
            else if (name.SequenceEqual("pswpout"u8))
            {
                found |= ProcText.Number(ref line, out outs);
            }
            else if (name.SequenceEqual("oom_kill"u8))
            {
                found |= ProcText.Number(ref line, out kills);
            }
        }

        return found ? new KernelCounters(major, ins, outs, kills) : null;
    }
}
