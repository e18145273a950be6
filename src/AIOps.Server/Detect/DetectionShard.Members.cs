using System.Runtime.InteropServices;
using AIOps.Contracts.Events;
using AIOps.Contracts.Telemetry;
using AIOps.Detection.Members;
using AIOps.Detection.Metrics;

namespace AIOps.Server.Detect;

/// <content>Members of a workload beside each other: one that lives and does nothing while the others go on.</content>
internal sealed partial class DetectionShard
{
    private const string StuckKind = AnomalyBuilder.StuckKind;

    // each is held against all members; those that are left over are judged at the next look
    private const int MostJudgedAtOnce = 64;
    private readonly Dictionary<(string Workload, string Metric), Dictionary<EntityId, MemberWork>> _work = [];
    private readonly Dictionary<(EntityId Entity, string Metric), SavedWork> _savedWork = [];

    private void JoinWork(SeriesSlot slot)
    {
        var (entity, metric) = (slot.Key.Entity, slot.Key.Metric);
        if (slot.Key.Kind is not (SeriesKind.Counter or SeriesKind.Delta) || entity.Member is null || RuntimeMetrics.Has(metric))
        {
            return;
        }

        ref var members = ref CollectionsMarshal.GetValueRefOrAddDefault(_work, (entity.Workload, metric), out _);
        members ??= [];
        if (!members.TryGetValue(entity, out var mine))
        {
            var saved = _savedWork.Remove((entity, metric), out var known) ? known : null;
            mine = new MemberWork(slot, saved is null ? new WorkPulse() : WorkPulse.Restore(saved.Pulse)) { Open = saved?.Open };
            members.Add(entity, mine);
        }
        else
        {
            mine.Series.Add(slot);
        }

        slot.Work = mine;
    }

    private void LeaveWork(SeriesSlot slot, DateTimeOffset now)
    {
        if (slot.Work is not { } work)
        {
            return;
        }

        slot.Work = null;
        if (work.Series.Count > 1)
        {
            work.Series.Remove(slot);
            return;
        }

        if (work.Open is not null)
        {
            ClearStuck(work, AnomalyState.Gone, now);
        }

        var key = (slot.Key.Entity.Workload, slot.Key.Metric);
        if (_work.TryGetValue(key, out var members) && members.Remove(slot.Key.Entity) && members.Count == 0)
        {
            _work.Remove(key);
        }
    }

    private void FindStuck(DateTimeOffset now)
    {
        Dictionary<EntityId, (MemberWork Work, WorkContrast Contrast)>? stuck = null;
        HashSet<EntityId>? told = null;
        var pulses = new List<WorkPulse>();
        foreach (var members in _work.Values)
        {
            var stands = false;
            foreach (var (entity, work) in members)
            {
                stands |= work.Pulse.StandsStill;
                if (work.Open is null)
                {
                    continue;
                }

                if (!work.Pulse.StandsStill)
                {
                    ClearStuck(work, AnomalyState.Cleared, now);
                }
                else if (work.Series.TrueForAll(series => series.Detector.State == LearningState.Stale))
                {
                    // it does not report any more, and that is no recovery
                    ClearStuck(work, AnomalyState.Gone, now);
                }
                else
                {
                    (told ??= []).Add(entity);
                }
            }

            if (!stands || members.Count < 2)
            {
                continue;
            }

            pulses.Clear();
            pulses.AddRange(members.Values.Select(work => work.Pulse));
            var newest = pulses.Max(pulse => pulse.HeardMs);
            foreach (var (entity, work) in members.Where(member => member.Value.Open is null && member.Value.Pulse.StandsStill && Reports(member.Value, newest)).OrderByDescending(member => member.Value.Pulse.Usual).Take(MostJudgedAtOnce))
            {
                if (WorkContrast.Of(work.Pulse, pulses) is { } contrast && (stuck is null || !stuck.TryGetValue(entity, out var other) || other.Contrast.Missing < contrast.Missing))
                {
                    (stuck ??= [])[entity] = (work, contrast);
                }
            }
        }

        // one member is told once, by what it does most of
        foreach (var (_, (work, contrast)) in (stuck ?? []).Where(one => told?.Contains(one.Key) != true))
        {
            RaiseStuck(work, contrast, now);
        }
    }

    // what stopped reporting may have been stopped: that is for probes and for silence to tell
    private static bool Reports(MemberWork work, long newest) => newest - work.Pulse.HeardMs <= Math.Max(15_000, 3 * work.Series[0].Detector.IntervalMs);

    private void RaiseStuck(MemberWork work, WorkContrast contrast, DateTimeOffset now)
    {
        var lead = work.Series.MaxBy(series => series.Detector.LastMs)!;
        work.Open = AnomalyBuilder.Stuck(lead.Key, work.Pulse, contrast, lead.Detector.Profile.Identity, now);
        CountOpening(lead, now);
        Append(EventTypes.AnomalyRaised, work.Open, "raised");
        instruments.OnRaised(StuckKind);
    }

    private void ClearStuck(MemberWork work, AnomalyState state, DateTimeOffset now)
    {
        Append(EventTypes.AnomalyCleared, work.Open! with { State = state, LastAt = DateTimeOffset.FromUnixTimeMilliseconds(Math.Min(work.Pulse.HeardMs, now.ToUnixTimeMilliseconds())) }, "cleared");
        instruments.OnCleared(StuckKind);
        work.Open = null;
    }

    /// <summary>Somebody said that what was told of this series is no fault: the member's work is learnt anew.</summary>
    private void LearnWork(SeriesSlot slot, Feedback feedback, DateTimeOffset now)
    {
        if (feedback != Feedback.TrueAlarm && slot.Work is { Open: not null } work)
        {
            work.Pulse.Reset();
            ClearStuck(work, AnomalyState.Cleared, now);
        }
    }

    private List<SavedWork> SavedWorks() =>
        [.. _work.Values.SelectMany(members => members.Values).Select(work => new SavedWork(work.Series[0].Key.Entity.ToString(), work.Series[0].Key.Metric, work.Pulse.Save(), work.Open))];

    private void RestoreWorks(IReadOnlyList<SavedWork> works)
    {
        foreach (var work in works)
        {
            _savedWork[(EntityId.Parse(work.Entity), work.Metric)] = work;
        }
    }

    // what was open on a member none of whose counters came back
    private void EndWorks()
    {
        End(_savedWork.Values.Select(work => work.Open).OfType<Anomaly>());
        _savedWork.Clear();
    }
}
