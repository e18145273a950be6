using System.Threading.Channels;
using AIOps.Contracts.Storage;
using AIOps.Contracts.Telemetry;
using Microsoft.Win32.SafeHandles;

namespace AIOps.Storage.History;

/// <summary>
/// Appends to the journals of one shard. Appends that wait at the same time are written together and confirmed by one fsync.
/// Each writer has files of its own, so a paused old owner that wakes up cannot write into those of the new one.
/// </summary>
internal sealed class ShardWriter : IAsyncDisposable
{
    private const int MaxWaiting = 1024;
    private const int MaxGroupBytes = 8 << 20;

    // bounds the memory of a compaction, which holds a journal's samples at once
    private const long MaxSegmentBytes = 64 << 20;

    private readonly int _shard;
    private readonly HistoryOptions _options;
    private readonly TimeProvider _time;
    private readonly SegmentCatalogue _catalogue;
    private readonly Channel<PendingAppend> _waiting = Channel.CreateBounded<PendingAppend>(new BoundedChannelOptions(MaxWaiting) { SingleReader = true });
    private readonly ByteWriter _bytes = new();
    private readonly Task _loop;
    private SafeFileHandle? _file;
    private JournalSegment? _segment;
    private JournalEncoder _encoder = new();
    private long _length;
    private long _lastMs;
    private long _lastStartMs;

    public ShardWriter(int shard, HistoryOptions options, TimeProvider time, SegmentCatalogue catalogue)
    {
        (_shard, _options, _time, _catalogue) = (shard, options, time, catalogue);
        _lastMs = long.MinValue;
        _loop = Task.Run(RunAsync);
    }

    public async Task AppendAsync(PendingAppend append, CancellationToken cancellationToken)
    {
        try
        {
            await _waiting.Writer.WriteAsync(append, cancellationToken).ConfigureAwait(false);
        }
        catch (ChannelClosedException error)
        {
            throw new StoreUnavailableException($"history {SegmentName.Folder(_options.Folder, _shard)}: it was closed; the service is stopping", error);
        }

        // once it is in the queue it will be written: to stop waiting would leave the caller not knowing
        await append.Done.ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.TryComplete();
        await _loop.ConfigureAwait(false);
        Close();
    }

    private async Task RunAsync()
    {
        var group = new List<PendingAppend>();
        while (await _waiting.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            WriteGroup(group);
            group.Clear();
        }
    }

    // the edge of the writer's loop: what goes wrong belongs to the callers of this group, and the loop goes on
    private void WriteGroup(List<PendingAppend> group)
    {
        try
        {
            var now = Math.Max(_lastMs, _time.GetUtcNow().ToUnixTimeMilliseconds());
            if (_segment is null || now - _segment.Name.StartMs >= (long)_options.SegmentSpan.TotalMilliseconds || _length > MaxSegmentBytes)
            {
                Close();
                now = Begin(now);
            }

            _lastMs = now;
            var samples = 0;
            while (_bytes.Length < MaxGroupBytes && _waiting.Reader.TryRead(out var append))
            {
                group.Add(append);
                samples += _encoder.Append(_bytes, append.Batch, append.Taken, now);
            }

            RandomAccess.Write(_file!, _bytes.Written, _length);
            RandomAccess.FlushToDisk(_file!);
            _length += _bytes.Length;
            _bytes.Clear();
            HistoryInstruments.OnSynced();
            HistoryInstruments.OnAppended(samples);
            foreach (var append in group)
            {
                _segment!.Take(append.Batch);
                append.Complete();
            }
        }
        catch (Exception error)
        {
            HistoryInstruments.OnWriteFailed();
            Abandon();
            if (group.Count == 0 && _waiting.Reader.TryRead(out var first))
            {
                group.Add(first);
            }

            var outage = error is IOException or UnauthorizedAccessException
                ? new StoreUnavailableException($"history {SegmentName.Folder(_options.Folder, _shard)}: {error.Message}; free space on its disk, or let the service's user write it; nothing that was confirmed is lost, and appending goes on by itself", error)
                : error;
            group.ForEach(append => append.Fail(outage));
        }
    }

    private long Begin(long now)
    {
        Directory.CreateDirectory(SegmentName.Folder(_options.Folder, _shard));
        if (_lastMs == long.MinValue && _catalogue.LastAppendMs(_shard) is > long.MinValue and var last)
        {
            // times of appends rise, even when the clock was set back between two starts: a replay must miss none, nor turn two around
            now = Math.Max(now, last + 1);
        }

        // two segments of one moment would have no order
        now = Math.Max(now, _lastStartMs + 1);
        _lastStartMs = now;
        var name = SegmentName.New(_options.Folder, _shard, now);

        // readers share it; who asks for it alone (the compaction) learns that it is still written
        _file = File.OpenHandle(name.Path, FileMode.CreateNew, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        _encoder = new JournalEncoder();
        _segment = _catalogue.AddOwn(name);
        _bytes.Clear();
        _bytes.Bytes(JournalFormat.FileMagic);
        _bytes.Int32(_shard);
        _length = 0;
        return now;
    }

    private void Close()
    {
        _file?.Dispose();
        _file = null;
        if (_segment is { } segment)
        {
            segment.Open = false;
            _segment = null;
        }
    }

    // after a failed write or fsync nobody knows what of the group is in the file: nothing is ever written behind it
    private void Abandon()
    {
        var empty = _length == 0 ? _segment : null;
        _bytes.Clear();
        Close();
        if (empty is not null)
        {
            _catalogue.Remove(empty.Name);
        }
    }
}
