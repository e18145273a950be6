using AIOps.Contracts.Configuration;

namespace AIOps.Collectors.Traces;

/// <summary>Settings of the reduction of spans to series.</summary>
public sealed class TraceOptions : ICheckedOptions
{
    /// <summary>Length of a window of data time.</summary>
    public TimeSpan Window { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long after its end a window waits for spans that are on their way; SDKs export every 5 s.</summary>
    public TimeSpan Grace { get; set; } = TimeSpan.FromSeconds(7);

    /// <summary>Entities and edges that one window may hold.</summary>
    public int MaxTallies { get; set; } = 20_000;

    /// <summary>Calls that wait for their callee's span.</summary>
    public int MaxPending { get; set; } = 100_000;

    /// <inheritdoc/>
    public IEnumerable<ConfigurationMistake> Check(string section)
    {
        if (Window < TimeSpan.FromSeconds(1) || Window > TimeSpan.FromMinutes(5))
        {
            yield return new ConfigurationMistake($"{section}:{nameof(Window)}", $"{Window}", "outside 1 s to 5 min", "write 00:00:05");
        }

        if (Grace < TimeSpan.Zero || Grace > TimeSpan.FromMinutes(5))
        {
            yield return new ConfigurationMistake($"{section}:{nameof(Grace)}", $"{Grace}", "outside 0 to 5 min", "write 00:00:07");
        }

        if (MaxTallies <= 0 || MaxPending <= 0)
        {
            yield return new ConfigurationMistake($"{section}:{nameof(MaxTallies)}", $"{MaxTallies}", "a bound is not positive", "leave it out for the default");
        }
    }
}
