using AIOps.Contracts.Events;
using AIOps.Contracts.Serialization;
using AIOps.Contracts.Storage;
using AIOps.Contracts.Telemetry;
using AIOps.Detection.Logs;
using AIOps.Server.Events;

namespace AIOps.Server.Detect;

/// <summary>
/// Single owner of what is known about the logs of its workloads. Findings go to the event table before a batch is confirmed; template rates go to the metric
/// shard of the same number, where they are series like any other.
/// </summary>
#pragma warning disable CA1001 // a semaphore without a wait handle holds nothing, and batches may still come while the process ends
internal sealed class LogShard(int number, DetectionShard rates, IOperationalStore store, LogAnomalyOptions options, SecretMask mask, DetectionInstruments instruments, TimeProvider time, Fence? fence = null)
#pragma warning restore CA1001
{
    private readonly SemaphoreSlim _owner = new(1, 1);
    private readonly List<NewEvent> _pending = [];
    private LogAnomalyDetector _detector = new(options, mask);
    private LogDetectorCounters _told;
    private long _reachedMs;

    public int Number => number;

    public async Task ConsumeAsync(ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        var batch = LogBatchCodec.Decode(body.Span);
        await _owner.WaitAsync(cancellationToken);
        try
        {
            // a batch that comes again because the table was away must not be counted twice
            if (_pending.Count == 0)
            {
                foreach (var entry in batch.Entries)
                {
                    _reachedMs = Math.Max(_reachedMs, entry.TimeMs);
                }

                await TellAsync(_detector.Observe(batch, time.GetUtcNow(), rates.HeardSince), cancellationToken);
            }

            await FlushAsync(cancellationToken);
            instruments.OnRecords(batch.Count);
        }
        finally
        {
            _owner.Release();
        }
    }

    /// <summary>Ends the counting buckets that are over by the data's time, as far as it has reached.</summary>
    public async Task TickAsync(CancellationToken cancellationToken)
    {
        await _owner.WaitAsync(cancellationToken);
        try
        {
            var now = time.GetUtcNow();
            if (_reachedMs > 0 && now.ToUnixTimeMilliseconds() - _reachedMs < TimeSpan.FromMinutes(10).TotalMilliseconds)
            {
                // silence of one source shows when time goes on; a few seconds' grace for what is still under way
                await TellAsync(_detector.Advance(now - TimeSpan.FromSeconds(10), now), cancellationToken);
            }

            await FlushAsync(cancellationToken);
            var counters = _detector.Counters;
            instruments.OnLogLimits(counters, _told);
            _told = counters;
        }
        finally
        {
            _owner.Release();
        }
    }

    /// <summary>Reads from the shard's detector; answers are copies.</summary>
    public async Task<T> AskAsync<T>(Func<LogAnomalyDetector, T> question, CancellationToken cancellationToken)
    {
        await _owner.WaitAsync(cancellationToken);
        try
        {
            return question(_detector);
        }
        finally
        {
            _owner.Release();
        }
    }

    /// <summary>Takes over from a checkpoint.</summary>
    /// <exception cref="InvalidDataException">It is damaged or of another version.</exception>
    public void Restore(Stream checkpoint) => _detector = LogAnomalyDetector.Restore(checkpoint, options, mask);

    private async Task TellAsync(LogObservation observation, CancellationToken cancellationToken)
    {
        foreach (var finding in observation.Findings)
        {
            var anomaly = finding.Anomaly;
            var step = finding.EventType switch
            {
                EventTypes.AnomalyRaised => "raised",
                EventTypes.AnomalyCleared => "cleared",
                _ => $"updated/{anomaly.LastAt.ToUnixTimeMilliseconds()}",
            };
            _pending.Add(new NewEvent($"anomaly/{anomaly.Id}", finding.EventType, AIOpsJson.Write(anomaly), $"anomaly/{anomaly.Id}/{step}", Tracing.Current));
            if (finding.EventType == EventTypes.AnomalyRaised)
            {
                instruments.OnRaised("log");
            }
            else if (finding.EventType == EventTypes.AnomalyCleared)
            {
                instruments.OnCleared("log");
            }
        }

        if (observation.Rates.Count > 0)
        {
            await rates.ConsumeAsync(observation.Rates, cancellationToken);
        }
    }

    private async Task FlushAsync(CancellationToken cancellationToken)
    {
        if (_pending.Count > 0)
        {
            if (await store.CommitAsync(new StoreCommit { Events = [.. _pending], Fences = fence is null ? [] : [fence] }, cancellationToken) == CommitOutcome.Fenced)
            {
                throw new ShardLostException(number);
            }

            _pending.Clear();
        }
    }
}
