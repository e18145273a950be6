using AIOps.Contracts.Events;
using AIOps.Contracts.Telemetry;
using AIOps.Detection.Metrics;

namespace AIOps.Server.Detect;

/// <content>What is not said: workloads that fall silent, series that go stale or have nothing left to measure.</content>
internal sealed partial class DetectionShard
{
    private void FindSilence(DateTimeOffset now)
    {
        var nowMs = now.ToUnixTimeMilliseconds();
        if (nowMs - _lastBatchMs > 30_000)
        {
            // nothing at all arrives: that is our trouble, and no finding about each workload
            return;
        }

        foreach (var (workload, slot) in _workloads)
        {
            var silence = nowMs - slot.LastHeardMs;
            var usual = Math.Max(SilenceFloor.TotalMilliseconds, 4 * slot.UsualGapMs);
            var learnt = slot.LastHeardMs - slot.FirstHeardMs >= (options.Learning ?? profiles.Default.Learning).TotalMilliseconds;
            if (slot.Silent is null && learnt && silence > usual)
            {
                slot.Silent = new Anomaly
                {
                    Id = AnomalyBuilder.Identify(workload, slot.LastHeardMs, "silence"),
                    Kind = AnomalyKind.Missing,
                    State = AnomalyState.Open,
                    Entity = new EntityId(workload),
                    Signal = "telemetry.silence",
                    Severity = Severity.Warning,
                    Score = Math.Min(.99, 1 - (usual / (2 * silence))),
                    Statistic = "silence",
                    OnsetAt = DateTimeOffset.FromUnixTimeMilliseconds(slot.LastHeardMs),
                    DetectedAt = now,
                    LastAt = DateTimeOffset.FromUnixTimeMilliseconds(slot.LastHeardMs),
                    Summary = $"no telemetry for {silence / 1000} s, usually every {Math.Max(1, slot.UsualGapMs / 1000):F0} s",
                };
                Append(EventTypes.AnomalyRaised, slot.Silent, "raised");
                instruments.OnRaised("missing");
            }
        }
    }

    private void FindStale(DateTimeOffset now)
    {
        var nowMs = now.ToUnixTimeMilliseconds();
        if (nowMs - _lastBatchMs > 30_000)
        {
            return;
        }

        List<ulong>? forgotten = null;
        foreach (var (id, slot) in _slots)
        {
            if (slot.Detector.AdvanceTo(nowMs) == LearningState.Stale && slot.Open is not null)
            {
                // a vanished signal is no recovery
                Clear(slot, AnomalyState.Gone, now, slot.Detector.LastMs);
            }
            else if (slot.Open is not null && IsOfRequests(slot.Key.Metric) && HasNoMoreRequests(slot, nowMs))
            {
                Clear(slot, AnomalyState.Cleared, now, slot.Detector.LastMs);
            }

            if (slot.Warning is not null && slot.Detector.State == LearningState.Stale)
            {
                EndWarning(slot, AnomalyState.Gone, slot.Detector.LastMs);
            }

            if (nowMs - slot.Detector.LastMs > options.ForgetAfter.TotalMilliseconds)
            {
                (forgotten ??= []).Add(id);
            }
        }

        foreach (var id in forgotten ?? [])
        {
            if (_slots.Remove(id, out var slot))
            {
                StopWatching(slot);
                LeaveEntity(slot);
                LeaveWork(slot, now);
            }
        }

        Count();
    }

    // Durations are only told while there is something that lasted: without a request there is no sample, and that is no silence.
    private static bool IsOfRequests(string metric) =>
        metric.EndsWith(".mean", StringComparison.Ordinal) || metric.EndsWith(".p50", StringComparison.Ordinal) || metric.EndsWith(".p95", StringComparison.Ordinal) || metric.EndsWith(".p99", StringComparison.Ordinal);

    // our probes go on while the process that should report is away
    private static bool IsSeenFromOutside(string metric) => metric.StartsWith("probe.", StringComparison.Ordinal);

    // the entity went on to report all the while, and this series had nothing to say
    private bool HasNoMoreRequests(SeriesSlot slot, long nowMs)
    {
        var quiet = Math.Max(slot.Detector.Profile.CloseAfter.TotalMilliseconds, 4 * slot.Detector.IntervalMs);
        return nowMs - slot.Detector.LastMs > quiet
            && _slots.Values.Any(other => other.Key.Entity == slot.Key.Entity && !IsSeenFromOutside(other.Key.Metric) && other.Detector.LastMs - slot.Detector.LastMs > quiet && nowMs - other.Detector.LastMs < Math.Max(30_000, 3 * other.Detector.IntervalMs));
    }
}
