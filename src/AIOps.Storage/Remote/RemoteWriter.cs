using AIOps.Contracts.Serialization;
using AIOps.Contracts.Storage;
using AIOps.Contracts.Telemetry;
using AIOps.Storage.History;
using Microsoft.Extensions.Logging;
using Polly;
using Polly.Retry;

namespace AIOps.Storage.Remote;

/// <summary>
/// Sends what the telemetry history confirmed to a Prometheus-compatible store. The journals are the queue: they are followed in the order of their appends, the
/// position is stored before each request, and a journal with unsent samples is kept from compaction, within bounds of age and size.
/// </summary>
public sealed partial class RemoteWriter : IDisposable
{
    /// <summary>Id of the document with the position.</summary>
    public const string Document = "remote-write";

    // one wrong series among thousands is found in about twenty requests
    private const int MaxPieces = 64;
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    private readonly RemoteStoreOptions _options;
    private readonly TelemetryHistory _history;
    private readonly IOperationalStore _store;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly RemoteClient _client;
    private readonly StandingKeeper _standing;
    private readonly ResiliencePipeline<WriteOutcome> _pipeline;
    private readonly SeriesBook _book;
    private JournalTail? _tail;

    /// <summary>Makes a sender; nothing is sent yet.</summary>
    /// <param name="options">Where to and how.</param>
    /// <param name="history">Whose journals.</param>
    /// <param name="store">Where the position is kept.</param>
    /// <param name="time">The clock of pauses and of age.</param>
    /// <param name="logger">Told when the store goes, comes and refuses.</param>
    public RemoteWriter(RemoteStoreOptions options, TelemetryHistory history, IOperationalStore store, TimeProvider time, ILogger<RemoteWriter> logger)
    {
        ArgumentNullException.ThrowIfNull(options);
        (_options, _history, _store, _time, _logger) = (options, history, store, time, logger);
        _client = new RemoteClient(options, time);
        _standing = new StandingKeeper(time);
        _book = new SeriesBook(new MetricFilter(options.Metrics, options.ExceptMetrics), history.MaxSeries);
        _pipeline = new ResiliencePipelineBuilder<WriteOutcome> { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions<WriteOutcome>
            {
                MaxRetryAttempts = int.MaxValue,
                BackoffType = DelayBackoffType.Exponential,
                Delay = TimeSpan.FromMilliseconds(500),
                MaxDelay = options.MaxPause,
                UseJitter = true,
                ShouldHandle = arguments => ValueTask.FromResult(arguments.Outcome.Result.Result == WriteResult.Away),
                DelayGenerator = arguments => ValueTask.FromResult(arguments.Outcome.Result.RetryAfter),
                OnRetry = arguments =>
                {
                    OnAway(arguments.Outcome.Result);
                    return ValueTask.CompletedTask;
                },
            })
            .Build();
        RemoteInstruments.Observe(() => _standing.Standing);
    }

    /// <summary>How it stands.</summary>
    public RemoteStanding Standing => _standing.Standing;

    /// <summary>Sends until it is stopped, or until the fence no longer holds.</summary>
    /// <param name="fence">The lease that makes this process the one that sends.</param>
    /// <param name="cancellationToken">Stops it; what was under way is sent again by the next run.</param>
    /// <exception cref="StoreUnavailableException">The position cannot be stored.</exception>
    public async Task RunAsync(Fence fence, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(fence);
        using var tail = _history.Tail();
        _tail = tail;
        _standing.OnBegun();
        try
        {
            await SendAllAsync(tail, fence, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _tail = null;
            _standing.OnEnded();
        }
    }

    /// <summary>Closes its connections.</summary>
    public void Dispose() => _client.Dispose();

    private async Task SendAllAsync(JournalTail tail, Fence fence, CancellationToken cancellationToken)
    {
        var position = await LoadAsync(cancellationToken).ConfigureAwait(false);
        Drop(tail.Resume(position.Sent), "compacted");
        if (tail.TakeUpTo(position.Planned) is { Count: > 0 } uncertain)
        {
            await SendAsync(uncertain, unknown: true, cancellationToken).ConfigureAwait(false);
        }

        var (sent, clean) = (tail.Places, false);
        while (true)
        {
            tail.Settle();
            tail.Look();
            Trim(tail);
            _standing.OnWaiting(tail.OldestMs, tail.WaitingBytes);
            var oldest = tail.OldestMs;
            var (batches, samples) = Gather(tail);
            if (samples == 0)
            {
                // what was passed over counts as sent
                sent = tail.Places;
                clean = clean || await StoreAsync(new RemotePosition(sent, sent), fence, cancellationToken).ConfigureAwait(false);
                await Task.Delay(LookEvery, _time, cancellationToken).ConfigureAwait(false);
                continue;
            }

            var planned = tail.Places;
            _standing.OnWaiting(oldest, tail.WaitingBytes);
            clean = false;
            await StoreAsync(new RemotePosition(sent, planned), fence, cancellationToken).ConfigureAwait(false);
            await SendAsync(batches, unknown: false, cancellationToken).ConfigureAwait(false);
            sent = planned;
            _standing.OnWaiting(tail.OldestMs, tail.WaitingBytes);
            if (samples < _options.BatchSamples)
            {
                await Task.Delay(_options.SendEvery, _time, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private (List<MetricBatch> Batches, int Samples) Gather(JournalTail tail)
    {
        var (batches, samples) = (new List<MetricBatch>(), 0);
        while (samples < _options.BatchSamples && tail.Take() is { } taken)
        {
            if (_book.CountWanted(taken.Batch) is > 0 and var wanted)
            {
                batches.Add(taken.Batch);
                samples += wanted;
            }
        }

        return (batches, samples);
    }

    private async Task SendAsync(List<MetricBatch> batches, bool unknown, CancellationToken cancellationToken)
    {
        var (sound, doubtful) = _book.Requests(batches);
        await SendAsync(sound, unknown ? "repeated" : "new", cancellationToken).ConfigureAwait(false);
        await SendAsync(doubtful, unknown ? "repeated" : "late", cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Sends a request, and when it is refused its halves, until what is refused is found or enough pieces were tried.</summary>
    private async Task SendAsync(WriteRequest request, string kind, CancellationToken cancellationToken)
    {
        var pieces = new Stack<WriteRequest>([request]);
        for (var tried = 0; pieces.TryPop(out var piece);)
        {
            if (piece.Count == 0)
            {
                continue;
            }

            var unknown = false;
            var outcome = await _pipeline.ExecuteAsync(
                async token =>
                {
                    var answer = await _client.WriteAsync(piece.Encode(), token).ConfigureAwait(false);
                    unknown |= answer.Unknown;
                    return answer;
                },
                cancellationToken).ConfigureAwait(false);
            tried++;
            if (_standing.OnAnswered() is { } since)
            {
                Log.Back(_logger, since);
            }

            if (outcome.Result == WriteResult.Accepted)
            {
                piece.Accept();
                RemoteInstruments.OnSent(piece.Count);
            }
            else if (piece.Count > 1 && tried < MaxPieces)
            {
                var (first, second) = piece.Split();
                pieces.Push(second);
                pieces.Push(first);
            }
            else
            {
                Refuse(piece, unknown ? "repeated" : kind, outcome.Words);
            }
        }
    }

    private void Refuse(WriteRequest piece, string kind, string words)
    {
        RemoteInstruments.OnRefused(piece.Count, kind);
        if (kind == "repeated")
        {
            // an earlier attempt had no answer: that it is refused now says that it is there
            return;
        }

        foreach (var series in piece.Series)
        {
            series.Doubtful = true;
        }

        if (kind == "new" && _standing.OnRefused(piece.Count, words))
        {
            Log.Refused(_logger, words);
        }
    }

    private void OnAway(WriteOutcome outcome)
    {
        RemoteInstruments.OnRetry(outcome.Reason);
        if (_standing.OnAway(outcome.Words))
        {
            Log.Away(_logger, outcome.Words);
        }

        if (_tail is { } tail)
        {
            var first = _standing.OldestMs;
            tail.Look();
            Trim(tail);
            _standing.OnWaiting(first, tail.WaitingBytes);
        }
    }

    /// <summary>Gives up what waits too long, and the oldest of what is too much.</summary>
    private void Trim(JournalTail tail)
    {
        var oldest = _time.GetUtcNow().ToUnixTimeMilliseconds() - (long)_options.KeepWaiting.TotalMilliseconds;
        while (tail.OldestMs < oldest && tail.Take() is { } aged)
        {
            Drop(_book.CountWanted(aged.Batch), "age");
        }

        while (tail.WaitingBytes > _options.MaxWaitingBytes && tail.Take() is { } many)
        {
            Drop(_book.CountWanted(many.Batch), "size");
        }
    }

    private void Drop(long samples, string reason)
    {
        if (samples > 0)
        {
            RemoteInstruments.OnDropped(samples, reason);
            if (_standing.OnDropped(samples))
            {
                Log.Dropped(_logger, reason);
            }
        }
    }

    private async Task<RemotePosition> LoadAsync(CancellationToken cancellationToken) =>
        await _store.FindAsync(DocumentKind.Setting, Document, cancellationToken).ConfigureAwait(false) is { } stored ? AIOpsJson.Read<RemotePosition>(stored.Body) : RemotePosition.Start;

    private async Task<bool> StoreAsync(RemotePosition position, Fence fence, CancellationToken cancellationToken)
    {
        var outcome = await _store.CommitAsync(
            new StoreCommit
            {
                Documents = [new DocumentWrite(DocumentKind.Setting, Document, DocumentWrite.AnyVersion, "", "", _time.GetUtcNow().ToUnixTimeMilliseconds(), AIOpsJson.Write(position))],
                Fences = [fence],
            },
            cancellationToken).ConfigureAwait(false);
        return outcome == CommitOutcome.Committed ? true : throw new StoreUnavailableException("remote write: another process took the sending over");
    }

    private static partial class Log
    {
        [LoggerMessage(7010, LogLevel.Warning, "The remote store takes nothing: {Words}. Samples wait in the history's journals and are sent when it does")]
        public static partial void Away(ILogger logger, string words);

        [LoggerMessage(7011, LogLevel.Information, "The remote store takes samples again; it had not since {Since:O}")]
        public static partial void Back(ILogger logger, DateTimeOffset since);

        [LoggerMessage(7012, LogLevel.Warning, "The remote store refuses samples for good: {Words}. They stay in the history here; aiops_remote_write_refused_total counts them")]
        public static partial void Refused(ILogger logger, string words);

        [LoggerMessage(7013, LogLevel.Warning, "Samples were given up unsent ({Reason}): RemoteStore:KeepWaiting and RemoteStore:MaxWaitingBytes bound what waits. They stay in the history here")]
        public static partial void Dropped(ILogger logger, string reason);
    }
}
