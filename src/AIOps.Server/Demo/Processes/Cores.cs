using System.Diagnostics.Metrics;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace AIOps.Server.Demo.Processes;

/// <summary>
/// The small machine that the processes of a service set share: four cores, each a file that one process at a time holds for a slice of work. Scarcity is real,
/// and the machine that the demo runs on stays out of it. A process that dies lets go of its cores, as the system sees to.
/// </summary>
internal sealed class Cores : IDisposable
{
    private const int Count = 4;
    private const int Exclusive = 2;
    private const int WithoutWaiting = 4;
    private const int LetGo = 8;
    private const int ReadWriteCreateClosedOnExec = 0x80042;
    private const int OwnerOnly = 0x180;
    private static readonly TimeSpan Slice = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(4);
    private static readonly TimeSpan Burst = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan Breath = TimeSpan.FromMilliseconds(60);

    private readonly Meter _meter = new(ProcessTelemetry.Own);
    private readonly SafeFileHandle[] _files;
    private readonly SemaphoreSlim _next = new(1);
    private readonly int[] _taken = new int[Count];
    private readonly TimeProvider _time;
    private long _used;
    private long _toldUsed;
    private long _toldAt;

    public Cores(ProcessArguments arguments, TimeProvider time)
    {
        _time = time;
        _toldAt = time.GetTimestamp();
        _files = arguments.ConfigFile is { } file && Path.GetDirectoryName(Path.GetDirectoryName(file)) is { Length: > 0 } machine
            ? [.. Enumerable.Range(0, Count).Select(core => new SafeFileHandle(Open(Path.Combine(machine, $"core.{core}"), ReadWriteCreateClosedOnExec, OwnerOnly), ownsHandle: true))]
            : [];
        if (_files.Length > 0)
        {
            _meter.CreateObservableGauge("process.cpu.utilization", Utilization, "1", "Share of the machine's processor time that the process took.");
        }
    }

    /// <summary>Waits for a core and keeps it for a slice.</summary>
    public async Task WorkAsync(CancellationToken cancellationToken)
    {
        if (_files.Length == 0)
        {
            return;
        }

        int core;

        // one of those that wait looks for a core, however many they are
        await _next.WaitAsync(cancellationToken);
        try
        {
            while ((core = Take()) < 0)
            {
                await Task.Delay(Look, _time, cancellationToken);
            }
        }
        finally
        {
            _next.Release();
        }

        await HoldAsync(core, Slice, cancellationToken);
    }

    /// <summary>Takes every core for bursts and leaves the others a breath between them, until cancelled.</summary>
    public async Task HogAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var bursts = new List<Task>();
            var ends = _time.GetTimestamp();
            while (bursts.Count < Count && _time.GetElapsedTime(ends) < Burst)
            {
                if (Take() is >= 0 and var core)
                {
                    bursts.Add(HoldAsync(core, Burst, cancellationToken));
                }
                else
                {
                    await Task.Delay(TimeSpan.FromMilliseconds(1), _time, cancellationToken);
                }
            }

            await Task.WhenAll(bursts);
            await Task.Delay(Breath, _time, cancellationToken);
        }
    }

    public void Dispose()
    {
        _meter.Dispose();
        _next.Dispose();
        foreach (var file in _files)
        {
            file.Dispose();
        }
    }

    private async Task HoldAsync(int core, TimeSpan length, CancellationToken cancellationToken)
    {
        var began = _time.GetTimestamp();
        try
        {
            await Task.Delay(length, _time, cancellationToken);
        }
        finally
        {
            Interlocked.Add(ref _used, _time.GetElapsedTime(began).Ticks);
            _ = Lock(_files[core], LetGo);
            Volatile.Write(ref _taken[core], 0);
        }
    }

    /// <summary>Number of a core that is ours now, or -1. The lock is the process's: two units inside it need the mark beside it.</summary>
    private int Take()
    {
        var first = Random.Shared.Next(Count);
        for (var i = 0; i < Count; i++)
        {
            var core = (first + i) % Count;
            if (Interlocked.CompareExchange(ref _taken[core], 1, 0) != 0)
            {
                continue;
            }

            if (Lock(_files[core], Exclusive | WithoutWaiting) == 0)
            {
                return core;
            }

            Volatile.Write(ref _taken[core], 0);
        }

        return -1;
    }

    private double Utilization()
    {
        var (now, used) = (_time.GetTimestamp(), Volatile.Read(ref _used));
        var share = (used - _toldUsed) / (double)Math.Max(1, _time.GetElapsedTime(_toldAt, now).Ticks * Count);
        (_toldAt, _toldUsed) = (now, used);
        return Math.Clamp(share, 0, 1);
    }

    // Not by FileStream: it takes a lock of its own when it opens, which fails while somebody holds the core.
    [DllImport("libc", EntryPoint = "open", CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Open(string path, int flags, int mode);

    [DllImport("libc", EntryPoint = "flock")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Lock(SafeFileHandle file, int operation);
}
