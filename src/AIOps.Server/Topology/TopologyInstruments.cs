using System.Diagnostics.Metrics;

namespace AIOps.Server.Topology;

/// <summary>What the topology refuses, as a metric.</summary>
internal sealed class TopologyInstruments : IDisposable
{
    private readonly Meter _meter = new("AIOps.Topology");
    private readonly Counter<long> _refused;

    public TopologyInstruments() =>
        _refused = _meter.CreateCounter<long>("aiops.topology.refused", "{item}", "Entities and edges that were not taken because the topology is full.");

    public void OnRefused(string kind) => _refused.Add(1, new KeyValuePair<string, object?>("kind", kind));

    public void Dispose() => _meter.Dispose();
}
