using AIOps.Contracts.Storage;
using AIOps.Incidents.Correlation;
using AIOps.Incidents.RootCause;
using AIOps.Server.Correlate;
using AIOps.Server.Events;
using AIOps.Server.Tests.Web;
using AIOps.Server.Topology;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace AIOps.Server.Tests.Correlate;

/// <summary>The correlator of one process, over a store that several share.</summary>
internal sealed class CorrelatorNode : IAsyncDisposable
{
    private readonly TopologyInstruments _topologyInstruments = new();
    private readonly CorrelationInstruments _instruments = new();
    private readonly TopologyStore _topology;

    public CorrelatorNode(string name, IOperationalStore shared, TimeProvider time)
    {
        Store = new PausableStore(shared);
        _topology = new TopologyStore(Store, time, _topologyInstruments, NullLogger<TopologyStore>.Instance);
        Consumer = new CorrelationConsumer(
            Store, new EventSignal(), new NodeIdentity(name), _topology, new FakeCatalogue(), new RootCauseRanker(), new EvidenceReader(new FakeHistory(), time),
            _instruments, Options.Create(new CorrelatorOptions()), time, NullLogger<CorrelationConsumer>.Instance);
    }

    public PausableStore Store { get; }

    public CorrelationConsumer Consumer { get; }

    public bool Leads => Consumer.Position >= 0;

    public Task StartAsync() => Consumer.StartAsync(CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        Store.GoOn();
        using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        await Consumer.StopAsync(bound.Token);
        Consumer.Dispose();
        _topology.Dispose();
        _instruments.Dispose();
        _topologyInstruments.Dispose();
    }
}
