using AIOps.Contracts.Telemetry;

namespace AIOps.Collectors.Host;

/// <summary>Memory, swap, paging, open files and uptime.</summary>
internal static class MemoryReadings
{
    public static void Read(ProcFiles files, HostSeries series)
    {
        if (MemoryUsage.Parse(files.Read("meminfo")) is { } memory)
        {
            series.Add("system.memory.utilization", SeriesKind.Ratio, "1", memory.Used / memory.Total);
            series.Add("system.memory.limit", SeriesKind.Gauge, "By", memory.Total);
            State("used", memory.Used);
            State("free", memory.Free);
            State("buffers", memory.Buffers);
            State("cached", memory.Cached);
            series.Add("system.linux.memory.available", SeriesKind.Gauge, "By", memory.Available);
            if (memory.SwapTotal > 0)
            {
                series.Add("system.paging.utilization", SeriesKind.Ratio, "1", Math.Clamp(1 - (memory.SwapFree / memory.SwapTotal), 0, 1));
            }
        }

        if (KernelCounters.Parse(files.Read("vmstat")) is { } kernel)
        {
            series.Add("system.paging.faults", SeriesKind.Counter, "{fault}", kernel.MajorFaults, null, "system.paging.fault.type", "major");
            series.Add("system.paging.operations", SeriesKind.Counter, "{operation}", kernel.SwapIns, null, "system.paging.direction", "in");
            series.Add("system.paging.operations", SeriesKind.Counter, "{operation}", kernel.SwapOuts, null, "system.paging.direction", "out");
            series.Add("system.linux.memory.oom_kills", SeriesKind.Counter, "{kill}", kernel.OutOfMemoryKills);
        }

        if (FileHandles.Parse(files.Read("sys/fs/file-nr")) is { } handles)
        {
            series.Add("system.linux.file_handles.usage", SeriesKind.Gauge, "{file}", handles.Used);

            // Kernels without a limit say 2^63: a share of that tells nobody anything.
            if (handles.Limit is > 0 and < 1e15)
            {
                series.Add("system.linux.file_handles.utilization", SeriesKind.Ratio, "1", Math.Clamp(handles.Used / handles.Limit, 0, 1));
            }
        }

        var uptime = files.Read("uptime");
        if (ProcText.Number(ref uptime, out var seconds))
        {
            // A counter, not a gauge: its rate is 1, and a restart shows as a reset instead of an endless ramp.
            series.Add("system.uptime", SeriesKind.Counter, "s", seconds);
        }

        void State(string state, double bytes) => series.Add("system.memory.usage", SeriesKind.Gauge, "By", bytes, null, "system.memory.state", state);
    }
}
