using AIOps.Detection.Metrics;

namespace AIOps.Server.Detect;

/// <content>The ceiling over all series of the shard.</content>
internal sealed partial class DetectionShard
{
    private static readonly TimeSpan Burst = TimeSpan.FromMinutes(30);
    private FleetCeiling _ceiling = new();

    /// <summary>Openings of the last three days that nothing confirmed, with what they are counted over.</summary>
    public (double Openings, double SeriesDays, double Margin) Ceiling => (_ceiling.Openings, _ceiling.SeriesDays, _ceiling.Margin);

    private double CeilingAsked => options.Budget ?? profiles.Default.Budget;

    private byte[] SavedCeiling()
    {
        var saved = new byte[FleetCeiling.SavedBytes];
        _ceiling.Save(saved);
        return saved;
    }

    private void RestoreCeiling(byte[] saved)
    {
        _ceiling = FleetCeiling.Restore(saved) ?? _ceiling;
        foreach (var slot in _slots.Values)
        {
            slot.Detector.Margin = _ceiling.Margin;
        }
    }

    /// <summary>
    /// An incident came of what opened on a workload, or somebody called it false after all. What became an incident does not count towards the ceiling, or a bad day
    /// with many faults would make the detectors dull.
    /// </summary>
    public async Task ConfirmedAsync(string workload, bool confirmed, CancellationToken cancellationToken)
    {
        await _owner.WaitAsync(cancellationToken);
        try
        {
            if (_workloads.TryGetValue(workload, out var slot) && slot.CountsAsFalse == confirmed && slot.LastOpeningMs != 0)
            {
                slot.CountsAsFalse = !confirmed;
                _ceiling.Count(confirmed ? -1 : 1);
            }
        }
        finally
        {
            _owner.Release();
        }
    }

    private void CountOpening(SeriesSlot slot, DateTimeOffset now)
    {
        if (!_workloads.TryGetValue(slot.Key.Entity.Workload, out var workload))
        {
            return;
        }

        var nowMs = now.ToUnixTimeMilliseconds();
        if (workload.LastOpeningMs == 0 || nowMs - workload.LastOpeningMs >= Burst.TotalMilliseconds)
        {
            workload.CountsAsFalse = true;
            _ceiling.Count(1);
        }

        workload.LastOpeningMs = nowMs;
    }

    private void KeepCeiling(DateTimeOffset now)
    {
        if (!_ceiling.Advance(now.ToUnixTimeMilliseconds(), _slots.Count - LearningCount, CeilingAsked))
        {
            return;
        }

        foreach (var slot in _slots.Values)
        {
            slot.Detector.Margin = _ceiling.Margin;
        }
    }
}
