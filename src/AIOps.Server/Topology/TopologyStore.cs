using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using AIOps.Contracts.Serialization;
using AIOps.Contracts.Storage;
using AIOps.Contracts.Telemetry;

namespace AIOps.Server.Topology;

/// <summary>
/// Entities and edges as last seen. Collectors add to it; it is written to the store every few seconds and read from there, so that it survives a restart and
/// the processes of one installation see each other's evidence. What was not seen for a week is forgotten.
/// </summary>
internal sealed partial class TopologyStore(IOperationalStore store, TimeProvider time, TopologyInstruments instruments, ILogger<TopologyStore> logger) : BackgroundService
{
    private const int MaxEntities = 200_000;
    private const int MaxEdges = 500_000;
    private const int PageSize = 10_000;
    private const long OverlapMs = 60_000;
    private static readonly TimeSpan WriteEvery = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Forget = TimeSpan.FromDays(7);
    private readonly ConcurrentDictionary<string, EntityObservation> _entities = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, EdgeObservation> _edges = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, long> _dirty = new(StringComparer.Ordinal);
    private long _version;
    private long _readTo;

    /// <summary>Rises when an entity or edge that was not known appears.</summary>
    public long Version => Interlocked.Read(ref _version);

    public ICollection<EntityObservation> Entities => _entities.Values;

    public ICollection<EdgeObservation> Edges => _edges.Values;

    public EntityObservation? Find(EntityId entity) => _entities.GetValueOrDefault(entity.ToString());

    public void Observe(IReadOnlyList<EntityObservation> entities, IReadOnlyList<EdgeObservation> edges)
    {
        foreach (var entity in entities)
        {
            var id = entity.Entity.ToString();
            if (!_entities.TryGetValue(id, out var known))
            {
                if (_entities.Count >= MaxEntities)
                {
                    instruments.OnRefused("entity");
                    continue;
                }

                Interlocked.Increment(ref _version);
            }
            else if (known.LastSeenMs >= entity.LastSeenMs)
            {
                continue;
            }

            _entities[id] = entity;
            _dirty["n " + id] = entity.LastSeenMs;
        }

        foreach (var edge in edges)
        {
            var id = $"{edge.From}|{edge.Kind}|{edge.To}";
            if (!_edges.TryGetValue(id, out var known))
            {
                if (_edges.Count >= MaxEdges)
                {
                    instruments.OnRefused("edge");
                    continue;
                }

                Interlocked.Increment(ref _version);
                _edges[id] = edge;
            }
            else
            {
                // a decayed count: traffic of about the last minutes, not of all time
                _edges[id] = edge with { LastSeenMs = Math.Max(known.LastSeenMs, edge.LastSeenMs), Calls = (known.Calls * 9 / 10) + edge.Calls, Errors = (known.Errors * 9 / 10) + edge.Errors };
            }

            _dirty["e " + id] = edge.LastSeenMs;
        }
    }

    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        // An edge may be written some seconds after an entity that was seen later.
        var from = Math.Max(_readTo - OverlapMs, time.GetUtcNow().Subtract(Forget).ToUnixTimeMilliseconds());
        await foreach (var document in ReadAsync(DocumentKind.Entity, from, MaxEntities, cancellationToken))
        {
            var entity = AIOpsJson.Read<EntityObservation>(document.Body);
            if (!_entities.TryGetValue(document.Id, out var known) || known.LastSeenMs < entity.LastSeenMs)
            {
                _entities[document.Id] = entity;
                Interlocked.Increment(ref _version);
            }

            _readTo = Math.Max(_readTo, document.AtMs);
        }

        await foreach (var document in ReadAsync(DocumentKind.Edge, from, MaxEdges, cancellationToken))
        {
            var edge = AIOpsJson.Read<EdgeObservation>(document.Body);
            if (!_edges.TryGetValue(document.Id, out var known) || known.LastSeenMs < edge.LastSeenMs)
            {
                _edges[document.Id] = edge;
                Interlocked.Increment(ref _version);
            }
        }
    }

    private async IAsyncEnumerable<Document> ReadAsync(DocumentKind kind, long fromMs, int most, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var offset = 0; offset < most; offset += PageSize)
        {
            var page = await store.QueryAsync(new DocumentQuery(kind) { FromMs = fromMs, Limit = PageSize, Offset = offset }, cancellationToken);
            foreach (var document in page)
            {
                yield return document;
            }

            if (page.Count < PageSize)
            {
                yield break;
            }
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var written = 0;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(WriteEvery, time, stoppingToken);
                await WriteAsync(stoppingToken);
                if (++written % 6 == 0)
                {
                    await LoadAsync(stoppingToken);
                    Prune();
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                break;
            }
            catch (StoreUnavailableException failure)
            {
                Log.NotWritten(logger, failure.Message);
            }
        }

        try
        {
            await WriteAsync(CancellationToken.None);
        }
        catch (StoreUnavailableException failure)
        {
            Log.NotWritten(logger, failure.Message);
        }
    }

    private async Task WriteAsync(CancellationToken cancellationToken)
    {
        foreach (var chunk in _dirty.Keys.Chunk(500))
        {
            var writes = new List<DocumentWrite>(chunk.Length);
            foreach (var key in chunk)
            {
                _dirty.TryRemove(key, out _);
                if (key[0] == 'n' && _entities.TryGetValue(key[2..], out var entity))
                {
                    writes.Add(new DocumentWrite(DocumentKind.Entity, key[2..], DocumentWrite.AnyVersion, "", entity.Entity.Workload, entity.LastSeenMs, AIOpsJson.Write(entity)));
                }
                else if (key[0] == 'e' && _edges.TryGetValue(key[2..], out var edge))
                {
                    writes.Add(new DocumentWrite(DocumentKind.Edge, key[2..], DocumentWrite.AnyVersion, edge.Kind.ToString(), edge.From, edge.LastSeenMs, AIOpsJson.Write(edge)));
                }
            }

            await store.CommitAsync(new StoreCommit { Documents = writes }, cancellationToken);
        }

    }

    private void Prune()
    {
        var oldest = time.GetUtcNow().Subtract(Forget).ToUnixTimeMilliseconds();
        foreach (var (id, entity) in _entities)
        {
            if (entity.LastSeenMs < oldest)
            {
                _entities.TryRemove(id, out _);
            }
        }

        foreach (var (id, edge) in _edges)
        {
            if (edge.LastSeenMs < oldest)
            {
                _edges.TryRemove(id, out _);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(140, LogLevel.Warning, "Topology is not written for now: {Reason}")]
        public static partial void NotWritten(ILogger logger, string reason);
    }
}
