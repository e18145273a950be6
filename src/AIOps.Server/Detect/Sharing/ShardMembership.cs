using AIOps.Contracts.Serialization;
using AIOps.Contracts.Storage;
using AIOps.Server.Bus;
using AIOps.Server.Events;

namespace AIOps.Server.Detect.Sharing;

/// <summary>
/// Makes this process one of several that detect. Each holds a lease of its own name in the database's time; the table of owners is one document. Who takes a
/// shard of a dead worker first takes that worker's lease: from then on every commit of the old owner is refused, should it wake up.
/// </summary>
internal sealed partial class ShardMembership(IOperationalStore store, ShardSet shards, ShardEndpoints endpoints, NodeIdentity node, TimeProvider time, ILogger<ShardMembership> logger) : BackgroundService
{
    /// <summary>Name of the document with the owners.</summary>
    public const string Document = "detection-shards";

    private const string Prefix = "worker/";
    private const int Attempts = 10;
    private static readonly TimeSpan Term = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(1);
    private readonly Dictionary<int, long> _mine = [];
    private readonly CancellationTokenSource _ended = new();
    private long _token;
    private long _tokenOfMine;

    private string Lease => Prefix + node.Name;

    /// <summary>The workers whose own lease runs.</summary>
    public static HashSet<string> Live(IEnumerable<Lease> leases) =>
        leases.Where(lease => lease.Name.StartsWith(Prefix, StringComparison.Ordinal) && lease.Name == Prefix + lease.Owner).Select(lease => lease.Owner).ToHashSet(StringComparer.Ordinal);

    public override void Dispose()
    {
        _ended.Dispose();
        base.Dispose();
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        try
        {
            await GiveAsync([.. _mine.Keys], cancellationToken);
            await _ended.CancelAsync();
            await store.ReleaseLeaseAsync(Lease, Interlocked.Read(ref _token), cancellationToken);
        }
        catch (Exception failure) when (failure is StoreUnavailableException or OperationCanceledException)
        {
            // the lease runs out, and the others take what is left
            Log.BeatFailed(logger, failure.Message);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        var renewing = RenewAsync(_ended.Token);
        using var timer = new PeriodicTimer(Beat, time);
        try
        {
            do
            {
                try
                {
                    await ShareAsync(stoppingToken);
                }
                catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
                {
                    throw;
                }
#pragma warning disable CA1031 // the edge of a loop: told, and tried again with the next beat
                catch (Exception failure)
#pragma warning restore CA1031
                {
                    Log.BeatFailed(logger, failure.Message);
                }
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // what this process has is given back in StopAsync
        }

        _ = renewing;
    }

    /// <summary>Apart from the rest: taking over a shard may take longer than the lease runs.</summary>
    private async Task RenewAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Beat, time);
        try
        {
            do
            {
                try
                {
                    if (await store.TryAcquireLeaseAsync(Lease, node.Name, Term, cancellationToken) is { } lease)
                    {
                        Interlocked.Exchange(ref _token, lease.Token);
                    }
                }
                catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
                {
                    throw;
                }
#pragma warning disable CA1031 // the edge of a loop: a worker that stopped renewing would be dead for the others and not know it
                catch (Exception failure)
#pragma warning restore CA1031
                {
                    Log.BeatFailed(logger, failure.Message);
                }
            }
            while (await timer.WaitForNextTickAsync(cancellationToken));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // the lease is given back
        }
    }

    private async Task ShareAsync(CancellationToken cancellationToken)
    {
        var token = Interlocked.Read(ref _token);
        if (token == 0)
        {
            return;
        }

        var live = Live(await store.ReadLeasesAsync(cancellationToken));
        var (table, _) = await ReadAsync(cancellationToken);

        // a lease that was lost and taken again has another token: what the shards would tell under the old one is refused
        foreach (var shard in _mine.Keys.Where(shard => token != _tokenOfMine || table.Owners[shard].Worker != node.Name || table.Owners[shard].Epoch != _mine[shard]).ToList())
        {
            await DropAsync(shard, cancellationToken);
        }

        _tokenOfMine = token;
        if (!live.Contains(node.Name))
        {
            return;
        }

        await GiveAsync(table.ToGive(node.Name, live), cancellationToken);
        await TakeAsync(token, live, cancellationToken);
    }

    private async Task TakeAsync(long token, HashSet<string> live, CancellationToken cancellationToken)
    {
        var (table, version) = await ReadAsync(cancellationToken);

        // after a restart under the same name, or a lost lease, the table may say that we have what we do not have
        var wanted = table.ToTake(node.Name, live).Concat(table.Of(node.Name).Where(shard => !_mine.ContainsKey(shard))).ToList();
        var dead = wanted.Select(shard => table.Owners[shard].Worker).Where(worker => worker.Length > 0 && worker != node.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var worker in dead)
        {
            if (await store.TryAcquireLeaseAsync(Prefix + worker, node.Name, Term, cancellationToken) is not { } fenced)
            {
                return; // it lives after all, or another is just doing the same
            }

            await store.ReleaseLeaseAsync(fenced.Name, fenced.Token, cancellationToken);
        }

        if (wanted.Count == 0 || !await WriteAsync(table.Taken(wanted, node.Name), version, token, cancellationToken))
        {
            return;
        }

        Log.Takes(logger, string.Join(", ", wanted), dead.Count == 0 ? "nobody" : string.Join(", ", dead));
        foreach (var shard in wanted)
        {
            var epoch = table.Owners[shard].Epoch + 1;
            await shards.TakeAsync(shard, epoch, new Fence(Lease, token), cancellationToken);
            _mine[shard] = epoch;
            endpoints.Connect(shard);
        }
    }

    private async Task GiveAsync(IReadOnlyList<int> given, CancellationToken cancellationToken)
    {
        if (given.Count == 0)
        {
            return;
        }

        Log.Gives(logger, string.Join(", ", given));
        await Task.WhenAll(given.Select(shard => endpoints.DisconnectAsync(shard, cancellationToken)));
        foreach (var shard in given)
        {
            await shards.GiveAsync(shard, lost: false, cancellationToken);
            _mine.Remove(shard);
        }

        // who lost its lease meanwhile is refused each time: then the table is put right with the next beat, or by whoever takes over
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var (table, version) = await ReadAsync(cancellationToken);
            var ours = given.Where(shard => table.Owners[shard].Worker == node.Name).ToList();
            if (ours.Count == 0 || await WriteAsync(table.Given(ours), version, Interlocked.Read(ref _token), cancellationToken))
            {
                return;
            }
        }
    }

    private async Task DropAsync(int shard, CancellationToken cancellationToken)
    {
        Log.Lost(logger, shard);
        _mine.Remove(shard);
        await shards.GiveAsync(shard, lost: true, cancellationToken);
        await endpoints.DisconnectAsync(shard, cancellationToken);
    }

    private async Task<(ShardTable Table, long Version)> ReadAsync(CancellationToken cancellationToken)
    {
        var stored = await store.FindAsync(DocumentKind.Setting, Document, cancellationToken);
        if (stored is null)
        {
            return (ShardTable.Empty(shards.Count), 0);
        }

        var table = AIOpsJson.Read<ShardTable>(stored.Body);
        if (table.Owners.Count != shards.Count)
        {
            throw new StoreUnavailableException($"Bus:Shards is {shards.Count} here and {table.Owners.Count} in this installation: write the same number in every process, or stop them all and delete the setting {Document}");
        }

        return (table, stored.Version);
    }

    private async Task<bool> WriteAsync(ShardTable table, long version, long token, CancellationToken cancellationToken) =>
        await store.CommitAsync(
            new StoreCommit
            {
                Documents = [new DocumentWrite(DocumentKind.Setting, Document, version, "", "", time.GetUtcNow().ToUnixTimeMilliseconds(), AIOpsJson.Write(table))],
                Fences = [new Fence(Lease, token)],
            },
            cancellationToken) == CommitOutcome.Committed;

    private static partial class Log
    {
        [LoggerMessage(160, LogLevel.Information, "This process takes the shards {Shards} (from {Worker}).")]
        public static partial void Takes(ILogger logger, string shards, string worker);

        [LoggerMessage(161, LogLevel.Information, "This process gives the shards {Shards} back for others.")]
        public static partial void Gives(ILogger logger, string shards);

        [LoggerMessage(162, LogLevel.Warning, "Shard {Shard} went to another process while this one was away.")]
        public static partial void Lost(ILogger logger, int shard);

        [LoggerMessage(163, LogLevel.Warning, "The sharing of the work waits: {Reason}")]
        public static partial void BeatFailed(ILogger logger, string reason);
    }
}
