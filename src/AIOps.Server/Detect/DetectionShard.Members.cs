using System.Globalization;
using System.Runtime.InteropServices;
using AIOps.Contracts.Events;
using AIOps.Contracts.Telemetry;
using AIOps.Detection.Members;
using AIOps.Detection.Metrics;

namespace AIOps.Server.Detect;

/// <content>Members of a workload beside each other: one that lives and does nothing while the others go on.</content>
internal sealed partial class DetectionShard
{
    private const string StuckKind = "stuck";

    // each is held against all members; those that are left over are judged at the next look
    private const int MostJudgedAtOnce = 64;
    private readonly Dictionary<(string Workload, string Metric), List<MemberWork>> _work = [];
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
        var mine = members.Find(work => work.Series[0].Key.Entity == entity);
        if (mine is null)
        {
            var saved = _savedWork.Remove((entity, metric), out var known) ? known : null;
            mine = new MemberWork(slot, saved is null ? new WorkPulse() : WorkPulse.Restore(saved.Pulse)) { Open = saved?.Open };
            members.Add(mine);
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
        if (_work.TryGetValue(key, out var members) && members.Remove(work) && members.Count == 0)
        {
            _work.Remove(key);
        }
    }

    private void FindStuck(DateTimeOffset now)
    {
        Dictionary<EntityId, (MemberWork Work, WorkContrast Contrast)>? stuck = null;
        var pulses = new List<WorkPulse>();
        foreach (var members in _work.Values)
        {
            var stands = false;
            foreach (var work in members)
            {
                stands |= work.Pulse.StandsStill;
                if (work.Open is not null && !work.Pulse.StandsStill)
                {
                    ClearStuck(work, AnomalyState.Cleared, now);
                }
                else if (work.Open is not null && work.Series.TrueForAll(series => series.Detector.State == LearningState.Stale))
                {
                    // it does not report any more, and that is no recovery
                    ClearStuck(work, AnomalyState.Gone, now);
                }
            }

            if (!stands || members.Count < 2)
            {
                continue;
            }

            pulses.Clear();
            pulses.AddRange(members.Select(work => work.Pulse));
            var newest = pulses.Max(pulse => pulse.HeardMs);
            foreach (var work in members.Where(work => work.Open is null && work.Pulse.StandsStill && Reports(work, newest)).OrderByDescending(work => work.Pulse.Usual).Take(MostJudgedAtOnce))
            {
                var entity = work.Series[0].Key.Entity;
                if (WorkContrast.Of(work.Pulse, pulses) is { } contrast && (stuck is null || !stuck.TryGetValue(entity, out var other) || other.Contrast.Missing < contrast.Missing))
                {
                    (stuck ??= [])[entity] = (work, contrast);
                }
            }
        }

        foreach (var (entity, (work, contrast)) in stuck ?? [])
        {
            // one member is told once, by what it does most of
            if (!_work.Where(members => members.Key.Workload == entity.Workload).Any(members => members.Value.Exists(other => other.Open is not null && other.Series[0].Key.Entity == entity)))
            {
                RaiseStuck(work, contrast, now);
            }
        }
    }

    // what stopped reporting may have been stopped: that is for probes and for silence to tell
    private static bool Reports(MemberWork work, long newest) => newest - work.Pulse.HeardMs <= Math.Max(15_000, 3 * work.Series[0].Detector.IntervalMs);

    private void RaiseStuck(MemberWork work, WorkContrast contrast, DateTimeOffset now)
    {
        var lead = work.Series.MaxBy(series => series.Detector.LastMs)!;
        var key = lead.Key;
        work.Open = new Anomaly
        {
            Id = AnomalyBuilder.Identify($"{key.Entity}|{key.Metric}", work.Pulse.MovedMs, StuckKind),
            Kind = AnomalyKind.Metric,
            State = AnomalyState.Open,
            Entity = key.Entity,
            Signal = key.Metric,
            SeriesId = key.Id,
            Labels = key.Labels.ToDictionary(label => label.Key, label => label.Value, StringComparer.Ordinal),
            Unit = key.Unit,
            Severity = Severity.Error,
            Score = 1 - Math.Exp(-contrast.Missing / 2),
            Direction = AnomalyDirection.Down,
            Value = 0,
            Expected = contrast.Usual,
            Lower = contrast.Usual,
            Upper = contrast.Usual,
            Statistic = "contrast",
            FaultKind = StuckKind,
            OnsetAt = DateTimeOffset.FromUnixTimeMilliseconds(work.Pulse.MovedMs),
            DetectedAt = now,
            LastAt = DateTimeOffset.FromUnixTimeMilliseconds(work.Pulse.HeardMs),
            Profile = lead.Detector.Profile.Identity,
            Summary = string.Create(CultureInfo.InvariantCulture, $"{key.Metric} stands still for {contrast.StillMs / 1000} s, usually {contrast.Usual:G3}/s, while {contrast.Others} other {(contrast.Others == 1 ? "member goes" : "members go")} on"),
        };
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
        [.. _work.Values.SelectMany(members => members).Select(work => new SavedWork(work.Series[0].Key.Entity.ToString(), work.Series[0].Key.Metric, work.Pulse.Save(), work.Open))];

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
