using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace AIOps.Server.Metrics;

/// <summary>The process and its runtime, under the names that the Prometheus client libraries use.</summary>
internal sealed class ProcessInstruments : IDisposable
{
    private readonly Meter _meter = new("AIOps.Runtime");
    private readonly Process _process = Process.GetCurrentProcess();
    private readonly double _started;

    public ProcessInstruments()
    {
        _started = (_process.StartTime.ToUniversalTime() - DateTime.UnixEpoch).TotalSeconds;
        _meter.CreateObservableCounter("process.cpu.seconds", () => Environment.CpuUsage.TotalTime.TotalSeconds, "s", "CPU time of this process, user and system.");
        _meter.CreateObservableGauge("process.resident.memory.bytes", () => Environment.WorkingSet, "By", "Memory of this process that is in RAM.");
        _meter.CreateObservableGauge("process.start.time.seconds", () => _started, "s", "When this process started, in Unix seconds.");
        _meter.CreateObservableGauge("process.open.fds", OpenFiles, "{file}", "Files and sockets that this process holds open.");
        _meter.CreateObservableGauge("process.threads", Threads, "{thread}", "Threads of this process.");
        _meter.CreateObservableCounter("dotnet.gc.collections", Collections, "{collection}", "Garbage collections by generation.");
        _meter.CreateObservableCounter("dotnet.gc.pause.seconds", () => GC.GetTotalPauseDuration().TotalSeconds, "s", "Time that the program stood still for garbage collections.");
        _meter.CreateObservableGauge("dotnet.gc.heap.bytes", () => GC.GetTotalMemory(forceFullCollection: false), "By", "Managed memory in use.");
        _meter.CreateObservableCounter("dotnet.gc.allocated.bytes", () => GC.GetTotalAllocatedBytes(), "By", "Managed memory allocated since the start.");
        _meter.CreateObservableGauge("dotnet.threadpool.queue", () => ThreadPool.PendingWorkItemCount, "{item}", "Work that waits for a thread.");
        _meter.CreateObservableGauge("dotnet.threadpool.threads", () => ThreadPool.ThreadCount, "{thread}", "Threads of the pool.");
        _meter.CreateObservableCounter("dotnet.lock.contentions", () => Monitor.LockContentionCount, "{contention}", "How often a lock was taken already.");
        _meter.CreateObservableGauge("aiops.build.info", () => new Measurement<int>(1, new KeyValuePair<string, object?>("version", Version)), "{build}", "1, with the version as a label.");
    }

    public static string Version { get; } = typeof(ProcessInstruments).Assembly.GetName().Version?.ToString(3) ?? "0.0.0";

    public void Dispose()
    {
        _meter.Dispose();
        _process.Dispose();
    }

    private static IEnumerable<Measurement<int>> Collections() =>
        Enumerable.Range(0, GC.MaxGeneration + 1).Select(generation => new Measurement<int>(GC.CollectionCount(generation), new KeyValuePair<string, object?>("generation", $"{generation}")));

    private static int OpenFiles() => OperatingSystem.IsLinux() ? Directory.EnumerateFileSystemEntries("/proc/self/fd").Count() : 0;

    private int Threads()
    {
        _process.Refresh();
        return _process.Threads.Count;
    }
}
