using AIOps.Contracts.Configuration;

namespace AIOps.Collectors.Alerts;

/// <summary>Settings of what comes in as an event: alerts, changes and heartbeats.</summary>
public sealed class SignalOptions : ICheckedOptions
{
    /// <summary>Largest body in bytes.</summary>
    public int MaxBodyBytes { get; set; } = 1 << 20;

    /// <summary>Alerts of one request that are read.</summary>
    public int MaxAlertsPerRequest { get; set; } = 1000;

    /// <summary>Signals that are taken in a minute over all senders; above it senders are told to come back.</summary>
    public int MaxSignalsPerMinute { get; set; } = 6000;

    /// <summary>Heartbeats that are expected.</summary>
    public IList<HeartbeatOptions> Heartbeats { get; } = [];

    /// <inheritdoc/>
    public IEnumerable<ConfigurationMistake> Check(string section)
    {
        foreach (var (name, value) in new[] { (nameof(MaxBodyBytes), MaxBodyBytes), (nameof(MaxAlertsPerRequest), MaxAlertsPerRequest), (nameof(MaxSignalsPerMinute), MaxSignalsPerMinute) })
        {
            if (value <= 0)
            {
                yield return new ConfigurationMistake($"{section}:{name}", $"{value}", "is not positive", "leave it out for the default");
            }
        }

        for (var i = 0; i < Heartbeats.Count; i++)
        {
            var heartbeat = Heartbeats[i];
            var key = $"{section}:{nameof(Heartbeats)}:{i}";
            if (heartbeat.Name.Length is 0 or > 128)
            {
                yield return new ConfigurationMistake($"{key}:{nameof(heartbeat.Name)}", heartbeat.Name, "is empty or longer than 128 characters", "name the job that beats");
            }

            if (heartbeat.Every < TimeSpan.FromSeconds(1) || heartbeat.Grace < TimeSpan.Zero)
            {
                yield return new ConfigurationMistake($"{key}:{nameof(heartbeat.Every)}", $"{heartbeat.Every}", "is shorter than a second, or Grace is negative", "write a time such as 00:01:00");
            }

            if (Heartbeats.Take(i).Any(other => other.Name == heartbeat.Name))
            {
                yield return new ConfigurationMistake($"{key}:{nameof(heartbeat.Name)}", heartbeat.Name, "stands twice", "give each heartbeat a name of its own");
            }
        }
    }
}
