using System.Data.Common;
using System.Threading.Channels;
using AIOps.Contracts.Storage;
using AIOps.Storage.Databases;

namespace AIOps.Storage.Operational;

/// <summary>
/// The single writer of this process. Writes that wait at the same time share one transaction, each under a savepoint of its own
/// (group commit), so that one fsync confirms many.
/// </summary>
internal sealed class WriteQueue : IAsyncDisposable
{
    private const int MaxWaiting = 4096;
    private const int MaxGroup = 256;
    private const string Savepoint = "write";

    private readonly Database _database;
    private readonly Channel<QueuedWrite> _waiting = Channel.CreateBounded<QueuedWrite>(new BoundedChannelOptions(MaxWaiting) { SingleReader = true });
    private readonly IDisposable _gauges;
    private readonly Task _loop;
    private DbConnection? _connection;

    public WriteQueue(Database database)
    {
        _database = database;
        _gauges = StorageInstruments.Watch(() => _waiting.Reader.Count, MaxWaiting);
        _loop = Task.Run(RunAsync);
    }

    /// <summary>Runs a write and returns when it is on disk, or was rolled back because it asked for that.</summary>
    public async Task<T> RunAsync<T>(Func<WriteSession, Task<(bool Keep, T Result)>> write, CancellationToken cancellationToken)
    {
        var queued = new QueuedWrite<T>(write);
        try
        {
            await _waiting.Writer.WriteAsync(queued, cancellationToken).ConfigureAwait(false);
        }
        catch (ChannelClosedException error)
        {
            throw new StoreUnavailableException($"store {_database.Place}: it was closed; the service is stopping", error);
        }

        var registration = cancellationToken.Register(() => queued.Cancel(cancellationToken));
        await using (registration.ConfigureAwait(false))
        {
            return await queued.Done.ConfigureAwait(false);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _gauges.Dispose();
        _waiting.Writer.TryComplete();
        await _loop.ConfigureAwait(false);
        await DropConnectionAsync().ConfigureAwait(false);
    }

    private async Task RunAsync()
    {
        var group = new List<QueuedWrite>();
        while (await _waiting.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            group.Clear();
            while (group.Count < MaxGroup && _waiting.Reader.TryRead(out var write))
            {
                if (write.TryStart())
                {
                    group.Add(write);
                }
            }

            if (group.Count > 0)
            {
                await CommitGroupAsync(group).ConfigureAwait(false);
            }
        }
    }

    // the edge of the writer's loop: whatever goes wrong belongs to the callers of this group, and the loop goes on
    private async Task CommitGroupAsync(List<QueuedWrite> group)
    {
        try
        {
            var transaction = await BeginAsync().ConfigureAwait(false);
            await using (transaction.ConfigureAwait(false))
            {
                var session = new WriteSession(_connection!, transaction, await _database.NowAsync(_connection!, CancellationToken.None).ConfigureAwait(false));
                foreach (var write in group)
                {
                    await ApplyAsync(write, session, transaction).ConfigureAwait(false);
                }

                await transaction.CommitAsync(CancellationToken.None).ConfigureAwait(false);
            }

            StorageInstruments.OnGroupCommitted(group.Count);
            group.ForEach(write => write.Complete());
        }
        catch (Exception error)
        {
            StorageInstruments.OnOutage();
            await DropConnectionAsync().ConfigureAwait(false);
            var outage = _database.Explain(error) ?? error;
            group.ForEach(write => write.Fail(outage));
        }
    }

    private async Task ApplyAsync(QueuedWrite write, WriteSession session, DbTransaction transaction)
    {
        await transaction.SaveAsync(Savepoint).ConfigureAwait(false);
        bool keep;
        try
        {
            keep = await write.ApplyAsync(session).ConfigureAwait(false);
        }
        catch (Exception error) when (_database.Explain(error) is null)
        {
            write.Fail(error);
            keep = false;
        }

        if (!keep)
        {
            await transaction.RollbackAsync(Savepoint).ConfigureAwait(false);
        }

        await transaction.ReleaseAsync(Savepoint).ConfigureAwait(false);
    }

    // a connection that died while it was idle (the server was restarted) is replaced once without telling anybody
    private async Task<DbTransaction> BeginAsync()
    {
        if (_connection is not null)
        {
            try
            {
                return await _database.BeginWriteAsync(_connection, CancellationToken.None).ConfigureAwait(false);
            }
            catch (Exception error) when (_database.Explain(error) is not null)
            {
                await DropConnectionAsync().ConfigureAwait(false);
            }
        }

        _connection = await _database.OpenWriterAsync(CancellationToken.None).ConfigureAwait(false);
        return await _database.BeginWriteAsync(_connection, CancellationToken.None).ConfigureAwait(false);
    }

    private async Task DropConnectionAsync()
    {
        if (_connection is { } connection)
        {
            _connection = null;
            try
            {
                await connection.DisposeAsync().ConfigureAwait(false);
            }
            catch (Exception error) when (_database.Explain(error) is not null)
            {
                // it was broken already, and that was told
            }
        }
    }
}
