using System.Collections.Concurrent;
using AIOps.Contracts.Telemetry;

namespace AIOps.Collectors.Probes;

/// <summary>The latest result of every probe, for verification. Thread safe.</summary>
/// <param name="time">Tells which results are fresh.</param>
public sealed class ProbeRegistry(TimeProvider time)
{
    private readonly ConcurrentDictionary<string, ConcurrentDictionary<string, ProbeReading>> _readings = new();

    /// <summary>Whether an entity answers: true when all its fresh probes do, false when one fails, null when there is no probe or no fresh result.</summary>
    /// <param name="entity">A member is judged by its own probes, or by those of its service when it has none; a workload by all of its probes.</param>
    public bool? Answers(EntityId entity)
    {
        var readings = Readings(entity);
        return readings.Count == 0 ? null : readings.All(reading => reading.Success);
    }

    /// <summary>The fresh results behind <see cref="Answers"/>.</summary>
    /// <param name="entity">Which.</param>
    public IReadOnlyList<ProbeReading> Readings(EntityId entity)
    {
        ArgumentNullException.ThrowIfNull(entity);
        if (!_readings.TryGetValue(entity.Workload, out var probes))
        {
            return [];
        }

        var now = time.GetUtcNow();
        var fresh = probes.Values.Where(reading => reading.FreshUntil >= now).ToList();
        if (entity.Member is not { } member)
        {
            return fresh;
        }

        var own = fresh.Where(reading => reading.Member == member).ToList();
        return own.Count > 0 ? own : fresh.Where(reading => reading.Member is null).ToList();
    }

    internal void Set(string workload, ProbeReading reading) => _readings.GetOrAdd(workload, _ => new ConcurrentDictionary<string, ProbeReading>())[Key(reading.Name, reading.Member)] = reading;

    internal void Remove(string workload, string name, string? member)
    {
        if (_readings.TryGetValue(workload, out var probes))
        {
            probes.TryRemove(Key(name, member), out _);
        }
    }

    private static string Key(string name, string? member) => $"{member}\n{name}";
}
