using AIOps.Contracts.Events;
using AIOps.Contracts.Serialization;
using AIOps.Contracts.Storage;
using AIOps.Contracts.Telemetry;
using AIOps.Server.Events;
using AIOps.Server.Topology;
using Microsoft.Extensions.Options;

namespace AIOps.Server.Bus;

/// <summary>Hands what collectors read to the shards and the event table; returns when it is safe.</summary>
internal sealed class TelemetrySink : ITelemetrySink, IAsyncDisposable
{
    private static readonly TimeSpan ComeBackIn = TimeSpan.FromSeconds(2);
    private readonly BusOptions _options;
    private readonly TelemetryPublisher _publisher;
    private readonly BusInstruments _instruments;
    private readonly IOperationalStore _store;
    private readonly TopologyStore _topology;
    private readonly ShardGatherer[] _gatherers;
    private readonly ShardMap _shards;

    public TelemetrySink(IOptions<BusOptions> options, TelemetryPublisher publisher, BusInstruments instruments, IOperationalStore store, TopologyStore topology)
    {
        _options = options.Value;
        _publisher = publisher;
        _instruments = instruments;
        _store = store;
        _topology = topology;
        _shards = new ShardMap(_options.ShardCount);
        _gatherers = [.. Enumerable.Range(0, _options.ShardCount).Select(shard => new ShardGatherer(publisher, _options, Sharding.MetricQueue(shard)))];
        instruments.ObserveWaiting(() => _gatherers.Sum(gatherer => gatherer.Waiting));
    }

    public async ValueTask<AcceptResult> AcceptAsync(MetricBatch batch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        if (batch.Count == 0)
        {
            return AcceptResult.Ok;
        }

        var shardOf = new int[batch.Series.Count];
        for (var i = 0; i < shardOf.Length; i++)
        {
            shardOf[i] = _shards.Of(batch.Series[i].Entity.Workload);
        }

        var byShard = new List<int>?[_options.ShardCount];
        for (var i = 0; i < batch.Count; i++)
        {
            (byShard[shardOf[batch.SeriesOf[i]]] ??= new List<int>(batch.Count)).Add(i);
        }

        var safe = new List<Task>(_options.ShardCount);
        for (var shard = 0; shard < byShard.Length; shard++)
        {
            if (byShard[shard] is not { } samples)
            {
                continue;
            }

            if (!_gatherers[shard].TryAdd(batch, samples, out var task))
            {
                _instruments.OnRefused(batch.Count);
                return new AcceptResult(RetryAfter: ComeBackIn, Reason: "the pipeline is full");
            }

            safe.Add(task);
        }

        return await FinishAsync(safe, batch.Count, _instruments.OnSamplesSafe, cancellationToken);
    }

    public async ValueTask<AcceptResult> AcceptAsync(LogBatch batch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        if (batch.Count == 0)
        {
            return AcceptResult.Ok;
        }

        var byShard = new LogBatch?[_options.ShardCount];
        foreach (var entry in batch.Entries)
        {
            var source = batch.Sources[entry.Source];
            var part = byShard[_shards.Of(source.Entity.Workload)] ??= new LogBatch();
            part.Add(source, entry.TimeMs, entry.Severity, batch.Text(entry.Body), batch.Text(entry.Template), batch.Text(entry.TraceId));
        }

        var safe = new List<Task>();
        for (var shard = 0; shard < byShard.Length; shard++)
        {
            if (byShard[shard] is { } part)
            {
                safe.Add(_publisher.SendAsync(Sharding.LogQueue(shard), LogBatchCodec.Encode(part), cancellationToken));
            }
        }

        return await FinishAsync(safe, batch.Count, _instruments.OnRecordsSafe, cancellationToken);
    }

    public ValueTask<AcceptResult> AcceptAsync(IReadOnlyList<EntityObservation> entities, IReadOnlyList<EdgeObservation> edges, CancellationToken cancellationToken)
    {
        _topology.Observe(entities, edges);
        return ValueTask.FromResult(AcceptResult.Ok);
    }

    public async ValueTask<AcceptResult> AcceptAsync(ExternalSignal signal, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(signal);
        var appended = signal switch
        {
            ExternalAlert alert => new NewEvent($"alert/{alert.Fingerprint}", EventTypes.AlertReceived, AIOpsJson.Write(alert), TraceParent: Tracing.Current),
            ChangeEvent change => new NewEvent($"change/{change.Id}", EventTypes.ChangeObserved, AIOpsJson.Write(change), $"change/{change.Id}", Tracing.Current),
            _ => throw new ArgumentException($"{signal.GetType().Name} is no known signal", nameof(signal)),
        };
        try
        {
            await _store.CommitAsync(new StoreCommit { Events = [appended] }, cancellationToken);
            return AcceptResult.Ok;
        }
        catch (StoreUnavailableException)
        {
            _instruments.OnRefused(1);
            return new AcceptResult(RetryAfter: ComeBackIn, Reason: "the store is away");
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var gatherer in _gatherers)
        {
            await gatherer.DisposeAsync();
        }
    }

    private async ValueTask<AcceptResult> FinishAsync(List<Task> safe, int count, Action<int> accepted, CancellationToken cancellationToken)
    {
        try
        {
            await Task.WhenAll(safe).WaitAsync(cancellationToken);
            accepted(count);
            return AcceptResult.Ok;
        }
        catch (InvalidDataException failure)
        {
            return new AcceptResult(Rejected: count, Reason: failure.Message);
        }
        catch (Exception failure) when (failure is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            // not confirmed: the sender repeats, and what did arrive is dropped as a duplicate
            _instruments.OnRefused(count);
            return new AcceptResult(RetryAfter: ComeBackIn, Reason: failure.Message);
        }
    }
}
