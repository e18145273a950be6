using System.Diagnostics.Metrics;

namespace AIOps.Server.Demo.Processes;

/// <summary>
/// The place that a process may fill: its folder <c>archive</c> with a quota of its own, which it tells as a share and cannot write beyond. The files are real.
/// </summary>
internal sealed class Volume : IDisposable
{
    /// <summary>Bytes that it holds.</summary>
    public const long Quota = 16_000_000;

    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    private readonly Meter _meter = new(ProcessTelemetry.Own);
    private readonly string? _folder;
    private readonly TimeProvider _time;
    private long _used;
    private long _lookedAt;

    public Volume(ProcessArguments arguments, TimeProvider time)
    {
        _time = time;
        _folder = arguments.ConfigFile is { } file ? FolderBeside(file) : null;
        if (_folder is not null)
        {
            Directory.CreateDirectory(_folder);
            _meter.CreateObservableGauge("filesystem.utilization", () => (double)Used() / Quota, "1", "Share of the process's volume that is used.");
        }
    }

    /// <summary>The folder of the process whose configuration file this is.</summary>
    public static string FolderBeside(string configFile) => Path.Combine(Path.GetDirectoryName(configFile)!, "archive");

    /// <summary>False when nothing more can be written.</summary>
    public bool HasRoom => Used() < Quota;

    public void Dispose() => _meter.Dispose();

    private long Used()
    {
        var now = _time.GetTimestamp();
        if (_folder is not null && (_lookedAt == 0 || _time.GetElapsedTime(Volatile.Read(ref _lookedAt), now) > Look))
        {
            Volatile.Write(ref _lookedAt, now);
            Volatile.Write(ref _used, new DirectoryInfo(_folder).EnumerateFiles().Sum(file => file.Length));
        }

        return Volatile.Read(ref _used);
    }
}
