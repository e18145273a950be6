using AIOps.Contracts.Events;
using AIOps.Contracts.Telemetry;

namespace AIOps.Collectors.Alerts;

/// <summary>Which heartbeats are late. Time comes with the calls; thread safe.</summary>
internal sealed class HeartbeatBook
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Heart> _hearts = [];

    /// <param name="expected">The heartbeats that are expected.</param>
    /// <param name="now">From now on the first beat is waited for.</param>
    public HeartbeatBook(IEnumerable<HeartbeatOptions> expected, DateTimeOffset now)
    {
        foreach (var options in expected)
        {
            _hearts[options.Name] = new Heart(options, now);
        }
    }

    /// <summary>Takes a beat.</summary>
    /// <returns>False when nobody expects this heartbeat.</returns>
    public bool Beat(string name, bool authenticated, DateTimeOffset now)
    {
        lock (_gate)
        {
            if (!_hearts.TryGetValue(name, out var heart))
            {
                return false;
            }

            (heart.Last, heart.Authenticated) = (now, authenticated);
            return true;
        }
    }

    /// <summary>Alerts that must be told: of hearts that are late and were not told of, and of those that beat again. The same until <see cref="Told"/> says so.</summary>
    public IReadOnlyList<ExternalAlert> Due(DateTimeOffset now)
    {
        lock (_gate)
        {
            return [.. from pair in _hearts
                       let heart = pair.Value
                       let late = now - heart.Last > heart.Options.Every + heart.Options.Grace
                       where late != heart.ToldLate
                       select Alert(heart, late, now)];
        }
    }

    /// <summary>That an alert of <see cref="Due"/> is safe.</summary>
    public void Told(ExternalAlert alert)
    {
        lock (_gate)
        {
            if (_hearts.TryGetValue(alert.Labels["heartbeat"], out var heart))
            {
                heart.ToldLate = alert.Firing;
            }
        }
    }

    private static ExternalAlert Alert(Heart heart, bool late, DateTimeOffset now)
    {
        if (late)
        {
            heart.LateSince = heart.Last + heart.Options.Every;
        }

        return new ExternalAlert
        {
            Fingerprint = $"heartbeat:{heart.Options.Name}",
            Source = "heartbeat",
            Name = "HeartbeatMissing",
            Entity = new EntityId(heart.Options.Workload.Length > 0 ? heart.Options.Workload : $"heartbeat:{heart.Options.Name}"),
            Severity = Severity.Error,
            Firing = late,
            StartsAt = heart.LateSince,
            EndsAt = late ? null : now,
            ReceivedAt = now,
            Authenticated = heart.Authenticated,
            Summary = late ? $"heartbeat {heart.Options.Name} is missing: expected every {heart.Options.Every}, last at {heart.Last:u}" : $"heartbeat {heart.Options.Name} beats again",
            Labels = new Dictionary<string, string>(StringComparer.Ordinal) { ["heartbeat"] = heart.Options.Name },
        };
    }

    private sealed class Heart(HeartbeatOptions options, DateTimeOffset start)
    {
        public HeartbeatOptions Options => options;

        public DateTimeOffset Last { get; set; } = start;

        public DateTimeOffset LateSince { get; set; } = start;

        public bool Authenticated { get; set; }

        public bool ToldLate { get; set; }
    }
}
