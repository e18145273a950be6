namespace AIOps.Collectors.Host;

/// <summary>CPU time since boot over all processors, in clock ticks, and the kernel's counters beside it in <c>/proc/stat</c>.</summary>
internal readonly record struct CpuTimes(
    double User, double Nice, double System, double Idle, double IoWait, double Interrupt, double Steal, double ContextSwitches, double Forks, double Running, double Blocked)
{
    /// <summary>All states together; guest time is inside user time already.</summary>
    public double Total => User + Nice + System + Idle + IoWait + Interrupt + Steal;

    /// <summary>Reads <c>/proc/stat</c>; null when its first line is not the sum of the processors.</summary>
    public static CpuTimes? Parse(ReadOnlySpan<byte> text)
    {
        var reader = new ProcText(text);
        if (!reader.NextLine(out var line) || !ProcText.Word(ref line).SequenceEqual("cpu"u8)
            || !ProcText.Number(ref line, out var user) || !ProcText.Number(ref line, out var nice) || !ProcText.Number(ref line, out var system) || !ProcText.Number(ref line, out var idle))
        {
            return null;
        }

        // Kernels before 2.6.11 end here: what is absent counts as zero.
        ProcText.Number(ref line, out var ioWait);
        ProcText.Number(ref line, out var irq);
        ProcText.Number(ref line, out var softIrq);
        ProcText.Number(ref line, out var steal);
        double switches = 0, forks = 0, running = 0, blocked = 0;
        while (reader.NextLine(out line))
        {
            var name = ProcText.Word(ref line);
            if (name.SequenceEqual("ctxt"u8))
            {
                ProcText.Number(ref line, out switches);
            }
            else if (name.SequenceEqual("processes"u8))
            {
                ProcText.Number(ref line, out forks);
            }
            else if (name.SequenceEqual("procs_running"u8))
            {
                ProcText.Number(ref line, out running);
            }
            else if (name.SequenceEqual("procs_blocked"u8))
            {
                ProcText.Number(ref line, out blocked);
            }
        }

        return new CpuTimes(user, nice, system, idle, ioWait, irq + softIrq, steal, switches, forks, running, blocked);
    }

    /// <summary>Share of each state between two readings, or null when no tick has passed or the counters ran backwards.</summary>
    public CpuTimes? ShareSince(CpuTimes before)
    {
        var total = Total - before.Total;
        if (total <= 0)
        {
            return null;
        }

        // Idle and iowait may run backwards by a few ticks (proc(5)); a share below zero would be nonsense.
        double Share(double now, double then) => Math.Clamp((now - then) / total, 0, 1);
        return new CpuTimes(
            Share(User, before.User), Share(Nice, before.Nice), Share(System, before.System), Share(Idle, before.Idle),
            Share(IoWait, before.IoWait), Share(Interrupt, before.Interrupt), Share(Steal, before.Steal), 0, 0, 0, 0);
    }
}
