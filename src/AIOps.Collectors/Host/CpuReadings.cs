using AIOps.Contracts.Telemetry;

namespace AIOps.Collectors.Host;

/// <summary>CPU shares, load and pressure.</summary>
internal sealed class CpuReadings
{
    private static readonly (string File, string Resource)[] Pressures = [("pressure/cpu", "cpu"), ("pressure/memory", "memory"), ("pressure/io", "io")];
    private readonly PressureStall?[] _stalls = new PressureStall?[Pressures.Length];
    private CpuTimes? _before;
    private long _beforeMs;

    public void Read(ProcFiles files, HostSeries series)
    {
        if (CpuTimes.Parse(files.Read("stat")) is { } now)
        {
            if (_before is { } before && now.ShareSince(before) is { } share)
            {
                series.Add("system.cpu.utilization", SeriesKind.Ratio, "1", Math.Clamp(1 - share.Idle - share.IoWait, 0, 1));
                Mode("user", share.User);
                Mode("nice", share.Nice);
                Mode("system", share.System);
                Mode("iowait", share.IoWait);
                Mode("interrupt", share.Interrupt);
                Mode("steal", share.Steal);
            }

            series.Add("system.cpu.context_switches", SeriesKind.Counter, "{switch}", now.ContextSwitches);
            series.Add("system.process.created", SeriesKind.Counter, "{process}", now.Forks);
            _before = now;
        }

        if (LoadAverage.Parse(files.Read("loadavg")) is { } load)
        {
            series.Add("system.cpu.load_average.1m", SeriesKind.Gauge, "{thread}", load.One);
            series.Add("system.cpu.load_average.5m", SeriesKind.Gauge, "{thread}", load.Five);
            series.Add("system.cpu.load_average.15m", SeriesKind.Gauge, "{thread}", load.Fifteen);
        }

        var elapsed = (series.Now - _beforeMs) * 1000.0;
        for (var i = 0; i < Pressures.Length; i++)
        {
            if (PressureStall.Parse(files.Read(Pressures[i].File)) is not { } stall)
            {
                continue;
            }

            if (_stalls[i] is { } then && elapsed > 0)
            {
                series.Add("system.linux.pressure.some", SeriesKind.Ratio, "1", Math.Clamp((stall.Some - then.Some) / elapsed, 0, 1), null, "resource", Pressures[i].Resource);
                series.Add("system.linux.pressure.full", SeriesKind.Ratio, "1", Math.Clamp((stall.Full - then.Full) / elapsed, 0, 1), null, "resource", Pressures[i].Resource);
            }

            _stalls[i] = stall;
        }

        _beforeMs = series.Now;
        void Mode(string mode, double value) => series.Add("system.cpu.utilization", SeriesKind.Ratio, "1", value, null, "cpu.mode", mode);
    }
}
