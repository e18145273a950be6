using System.Diagnostics.Metrics;

namespace AIOps.Server.Bus;

/// <summary>What the bus does, as metrics.</summary>
internal sealed class BusInstruments : IDisposable
{
    private readonly Meter _meter = new("AIOps.Bus");
    private readonly Counter<long> _samples;
    private readonly Counter<long> _records;
    private readonly Counter<long> _refused;
    private readonly Counter<long> _poison;
    private readonly Counter<long> _givenBack;
    private readonly Counter<long> _failed;

    public BusInstruments()
    {
        _samples = _meter.CreateCounter<long>("aiops.bus.samples", "{sample}", "Metric samples that were accepted and made safe.");
        _records = _meter.CreateCounter<long>("aiops.bus.log_records", "{record}", "Log records that were accepted and made safe.");
        _refused = _meter.CreateCounter<long>("aiops.bus.refused", "{item}", "Telemetry items that were sent back because the pipeline was full or did not confirm; their senders repeat them.");
        _givenBack = _meter.CreateCounter<long>("aiops.bus.given_back", "{message}", "Batches that could not be stored at the moment and went back to their queue.");
        _poison = _meter.CreateCounter<long>("aiops.bus.poison", "{message}", "Messages that could not be read or applied and went to an error queue.");
        _failed = _meter.CreateCounter<long>("aiops.bus.consume_failures", "{message}", "Attempts to apply a message that failed and were, or will be, repeated.");
    }

    public void ObserveWaiting(Func<long> waiting) =>
        _meter.CreateObservableGauge("aiops.bus.waiting", waiting, "{sample}", "Samples that were taken but are not safe yet.");

    public void OnSamplesSafe(int count) => _samples.Add(count);

    public void OnRecordsSafe(int count) => _records.Add(count);

    public void OnRefused(int count) => _refused.Add(count);

    public void OnGivenBack() => _givenBack.Add(1);

    public void OnPoison(string queue) => _poison.Add(1, new KeyValuePair<string, object?>("queue", queue));

    public void OnConsumeFailed() => _failed.Add(1);

    public void Dispose() => _meter.Dispose();
}
