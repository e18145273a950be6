using AIOps.Contracts.Telemetry;

namespace AIOps.Collectors.Host;

/// <summary>One reading of the whole host. Keeps what the next reading compares with; not thread safe.</summary>
internal sealed class HostReader(string host, HostCollectorOptions options, CollectorInstruments instruments)
{
    private readonly ProcFiles _files = new(options.ProcFolder, instruments);
    private readonly CpuReadings _cpu = new();
    private readonly DeviceReadings _devices = new();
    private readonly ProcessReadings _processes = new(options.TopProcesses, Environment.ProcessorCount, Environment.SystemPageSize);
    private readonly HostSeries _series = new(host);

    /// <summary>The host.</summary>
    public EntityId Entity => _series.Entity;

    /// <summary>Reads everything; what is not there is left out.</summary>
    /// <param name="unixMilliseconds">Time of the reading.</param>
    public MetricBatch Read(long unixMilliseconds)
    {
        _series.Begin(unixMilliseconds);
        _cpu.Read(_files, _series);
        MemoryReadings.Read(_files, _series);
        _devices.Read(_files, _series);
        _processes.Read(_files, _series);
        return _series.Batch;
    }
}
