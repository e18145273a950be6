using System.Globalization;
using AIOps.Contracts.Events;
using AIOps.Contracts.Telemetry;
using AIOps.Detection.Entities;
using AIOps.Detection.Metrics;

namespace AIOps.Server.Detect;

/// <content>The metrics of one entity together: evidence beside the anomalies of its series, and where it is wished a warning of its own.</content>
internal sealed partial class DetectionShard
{
    private const double StrongAbove = 0.5;
    private readonly Dictionary<EntityId, EntitySlot> _entities = [];

    /// <summary>Entities whose metrics are judged together.</summary>
    public int EntityCount => _entities.Count;

    private void JoinEntity(SeriesSlot slot)
    {
        if (options.Entities == EntityUse.Off)
        {
            return;
        }

        if (!_entities.TryGetValue(slot.Key.Entity, out var entity))
        {
            if (_entities.Count >= options.MaxEntitiesPerShard)
            {
                return;
            }

            entity = new EntitySlot(profiles.Default);
            _entities.Add(slot.Key.Entity, entity);
        }

        if (entity.Watch.Join() is { } number)
        {
            slot.Entity = entity;
            slot.Number = number;
            entity.Series.Add(slot);
        }
    }

    /// <summary>An entity goes with its last series; what joined once keeps its place until then.</summary>
    private void LeaveEntity(SeriesSlot slot)
    {
        if (slot.Entity is { } entity && entity.Series.TrueForAll(other => !_slots.ContainsKey(other.Key.Id)))
        {
            _entities.Remove(slot.Key.Entity);
        }
    }

    private void Hear(SeriesSlot slot, Verdict verdict, long sampleMs, DateTimeOffset now)
    {
        if (slot.Entity is not { } entity || entity.Watch.Take(slot.Number, sampleMs, slot.Detector.IntervalMs, verdict.State == LearningState.Active ? verdict.Evidence : 0) is not { } moment)
        {
            return;
        }

        entity.Verdict = moment;
        if (moment.Transition is Transition.Opened or Transition.Worsened)
        {
            foreach (var joined in entity.Series)
            {
                if (joined.Open is not null && now.ToUnixTimeMilliseconds() - joined.ToldAtMs >= TellAgain.TotalMilliseconds)
                {
                    joined.Open = joined.Open with { Evidence = entity.Describe() };
                    joined.ToldAtMs = now.ToUnixTimeMilliseconds();
                    Append(EventTypes.AnomalyUpdated, joined.Open, $"joint/{sampleMs}");
                }
            }
        }

        if (options.Entities == EntityUse.Warn)
        {
            TellEntity(slot.Key.Entity, entity, moment, sampleMs, now);
        }
    }

    private void TellEntity(EntityId id, EntitySlot entity, EntityVerdict moment, long sampleMs, DateTimeOffset now)
    {
        if (entity.Open is { } open && !moment.Open)
        {
            Append(EventTypes.AnomalyCleared, open with { State = AnomalyState.Cleared, LastAt = DateTimeOffset.FromUnixTimeMilliseconds(sampleMs) }, "cleared");
            instruments.OnCleared("entity");
            entity.Open = null;
        }
        else if (entity.Open is null && moment.Open && moment.Alert && moment.Score >= StrongAbove)
        {
            var profile = profiles.Default.Identity;
            entity.Open = new Anomaly
            {
                Id = AnomalyBuilder.Identify(id.ToString(), moment.OnsetMs, profile),
                Kind = AnomalyKind.Entity,
                State = AnomalyState.Open,
                Entity = id,
                Signal = "entity.joint",
                Severity = Severity.Warning,
                Score = moment.Score,
                Statistic = "joint",
                OnsetAt = DateTimeOffset.FromUnixTimeMilliseconds(moment.OnsetMs),
                DetectedAt = now,
                LastAt = DateTimeOffset.FromUnixTimeMilliseconds(sampleMs),
                Profile = profile,
                Summary = string.Create(CultureInfo.InvariantCulture, $"{entity.Series.Count} metrics are jointly unusual"),
                Evidence = entity.Describe(),
            };
            Append(EventTypes.AnomalyRaised, entity.Open, "raised");
            instruments.OnRaised("entity");
        }
    }

    private List<SavedEntity> SavedEntities() =>
        [.. _entities.Select(pair => (Entity: pair.Key, Slot: pair.Value, Watch: pair.Value.Watch.Save())).Select(one =>
            new SavedEntity(one.Entity.ToString(), one.Watch.Open ? [.. one.Slot.Series.Select(series => Hex(series.Key.Id))] : [], one.Watch, one.Slot.Open))];

    private void RestoreEntities(IReadOnlyList<SavedEntity> entities)
    {
        foreach (var saved in entities)
        {
            if (_entities.TryGetValue(EntityId.Parse(saved.Entity), out var entity))
            {
                var numbers = entity.Series.ToDictionary(series => Hex(series.Key.Id), series => series.Number, StringComparer.Ordinal);
                try
                {
                    entity.Watch.Restore(saved.Watch, [.. saved.Series.Select(series => numbers.GetValueOrDefault(series, -1))]);
                    entity.Open = saved.Open;
                    continue;
                }
                catch (ArgumentException)
                {
                    // not what was saved: it learns anew
                }
            }

            End(new[] { saved.Open }.OfType<Anomaly>());
        }
    }

    private static string Hex(ulong id) => id.ToString("x16", CultureInfo.InvariantCulture);

    /// <summary>What was open before a restart and is judged anew from now on, entities for one: nothing is known of it, and that is no recovery.</summary>
    private void End(IEnumerable<Anomaly> open)
    {
        foreach (var anomaly in open)
        {
            Append(EventTypes.AnomalyCleared, anomaly with { State = AnomalyState.Gone }, "cleared");
            instruments.OnCleared(anomaly.Kind.ToString().ToLowerInvariant());
        }
    }
}
