using System.Threading.Channels;
using AIOps.Contracts.Telemetry;

namespace AIOps.Server.Bus;

/// <summary>
/// Gathers the small requests for one shard into large batches: everything that waits is sent as one, at the latest after the gathering time.
/// Each request is answered when the batch that carries it is safe.
/// </summary>
internal sealed class ShardGatherer : IAsyncDisposable
{
    // not SingleReader: that kind of channel cannot tell its count
    private readonly Channel<Part> _parts = Channel.CreateUnbounded<Part>();
    private readonly CancellationTokenSource _stop = new();
    private readonly TelemetryPublisher _publisher;
    private readonly BusOptions _options;
    private readonly string _queue;
    private readonly Task _loop;
    private long _waiting;

    public ShardGatherer(TelemetryPublisher publisher, BusOptions options, string queue)
    {
        _publisher = publisher;
        _options = options;
        _queue = queue;
        _loop = Task.Run(LoopAsync);
    }

    /// <summary>Samples taken but not yet safe.</summary>
    public long Waiting => Interlocked.Read(ref _waiting);

    /// <summary>Adds samples of one request; the task ends when they are safe.</summary>
    /// <returns>False when too much is waiting already.</returns>
    public bool TryAdd(MetricBatch source, IReadOnlyList<int> samples, out Task safe)
    {
        safe = Task.CompletedTask;
        if (Interlocked.Add(ref _waiting, samples.Count) > _options.MaxWaitingSamples && samples.Count < Waiting)
        {
            Interlocked.Add(ref _waiting, -samples.Count);
            return false;
        }

        var part = new Part(source, samples, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        if (!_parts.Writer.TryWrite(part))
        {
            Interlocked.Add(ref _waiting, -samples.Count);
            return false;
        }

        safe = part.Safe.Task;
        return true;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_parts.Writer.TryComplete())
        {
            return;
        }

        await _stop.CancelAsync();
        try
        {
            await _loop;
        }
        catch (OperationCanceledException)
        {
            // stopped
        }

        _stop.Dispose();
    }

    private async Task LoopAsync()
    {
        var gathered = new List<Part>();
        while (await _parts.Reader.WaitToReadAsync(_stop.Token))
        {
            gathered.Clear();
            var samples = 0;
            if (_options.GatherFor > TimeSpan.Zero && _parts.Reader.Count < 4)
            {
                await Task.Delay(_options.GatherFor, _stop.Token);
            }

            while (samples < _options.BatchSamples && _parts.Reader.TryRead(out var part))
            {
                gathered.Add(part);
                samples += part.Samples.Count;
            }

            await SendAsync(gathered, samples);
        }
    }

    private async Task SendAsync(List<Part> parts, int samples)
    {
        try
        {
            var batch = new MetricBatch(Math.Min(samples, MetricBatchCodec.MaxSamples));
            foreach (var part in parts)
            {
                var source = part.Source;
                foreach (var i in part.Samples)
                {
                    batch.Add(source.Series[source.SeriesOf[i]], source.Times[i], source.Values[i]);
                    if (batch.Count == MetricBatchCodec.MaxSamples)
                    {
                        await _publisher.SendAsync(_queue, MetricBatchCodec.Encode(batch), _stop.Token);
                        batch = new MetricBatch();
                    }
                }
            }

            if (batch.Count > 0)
            {
                await _publisher.SendAsync(_queue, MetricBatchCodec.Encode(batch), _stop.Token);
            }

            parts.ForEach(part => part.Safe.TrySetResult());
        }
#pragma warning disable CA1031 // every waiting request must hear of it
        catch (Exception failure)
#pragma warning restore CA1031
        {
            parts.ForEach(part => part.Safe.TrySetException(failure));
        }
        finally
        {
            Interlocked.Add(ref _waiting, -samples);
        }
    }

    private sealed record Part(MetricBatch Source, IReadOnlyList<int> Samples, TaskCompletionSource Safe);
}
