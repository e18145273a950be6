using AIOps.Contracts.Events;
using AIOps.Contracts.Telemetry;
using AIOps.Detection.Metrics;

namespace AIOps.Server.Detect;

/// <content>Takeover and checkpoints.</content>
internal sealed partial class DetectionShard
{
    /// <summary>Takes over from a checkpoint and replays the history since; events that were told before vanish by their keys.</summary>
    public async Task RestoreAsync(ShardCheckpoint? checkpoint, DateTimeOffset oldest, CancellationToken cancellationToken)
    {
        await _owner.WaitAsync(cancellationToken);
        try
        {
            RestoreWorks(checkpoint?.Work ?? []);
            foreach (var saved in checkpoint?.Series ?? [])
            {
                if (SeriesDetector.Restore(profiles.For(saved.Key), saved.Detector) is { } detector)
                {
                    Keep(Restore(saved, detector));
                    continue;
                }

                // a detector of another layout learns again: what was open on its series would else stay open for ever
                End(new[] { saved.Open, saved.Warning, saved.Crossing }.OfType<Anomaly>());
            }

            Scores = checkpoint?.Scores ?? Scores;
            RestoreCeiling(checkpoint?.Ceiling ?? []);
            End(checkpoint?.OpenEntities ?? []);
            RestoreEntities(checkpoint?.Entities ?? []);
            EndWorks();
            var from = checkpoint is null ? oldest : checkpoint.At - TimeSpan.FromSeconds(30);
            await foreach (var batch in history.ReplayAsync(number, from, cancellationToken))
            {
                var newest = batch.Count > 0 ? batch.Times[^1] : 0;
                Judge(batch, newest > 0 ? DateTimeOffset.FromUnixTimeMilliseconds(newest) : time.GetUtcNow(), out _, out _, out _);
                await FlushAsync(cancellationToken);
            }

            var now = time.GetUtcNow().ToUnixTimeMilliseconds();
            foreach (var workload in _workloads.Values)
            {
                // the time in which nobody listened is no silence of theirs
                workload.LastHeardMs = now;
            }

            Count();
        }
        finally
        {
            _owner.Release();
        }
    }

    /// <summary>A copy of everything that a takeover needs.</summary>
    public async Task<ShardCheckpoint> CheckpointAsync(CancellationToken cancellationToken)
    {
        await _owner.WaitAsync(cancellationToken);
        try
        {
            Count();
            return new ShardCheckpoint(time.GetUtcNow(), [.. _slots.Values.Select(slot =>
            {
                var bytes = new byte[SeriesDetector.SavedBytes];
                slot.Detector.Save(bytes);
                return new ShardCheckpoint.SavedSeries(slot.Key, bytes, slot.Open) { Watch = Saved(slot.Watch), Learning = Saved(slot.Learning), Warning = slot.Warning, Crossing = slot.Crossing };
            })])
            {
                Scores = Copy(Scores),
                Ceiling = SavedCeiling(),
                Work = SavedWorks(),
                Entities = SavedEntities(),
            };
        }
        finally
        {
            _owner.Release();
        }
    }
}
