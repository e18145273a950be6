using AIOps.Contracts.Telemetry;

namespace AIOps.Contracts.Events;

/// <summary>That somebody changed something: evidence for root cause, never a verdict.</summary>
public sealed record ChangeEvent : ExternalSignal
{
    /// <summary>Unique id of the change.</summary>
    public required string Id { get; init; }

    /// <summary>What was changed.</summary>
    public required EntityId Entity { get; init; }

    /// <summary><c>deploy</c>, <c>config</c>, <c>flag</c>, <c>scale</c>, <c>restart</c>, …</summary>
    public required string Kind { get; init; }

    /// <summary>When it took effect.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The environment, or empty.</summary>
    public string Environment { get; init; } = "";

    /// <summary>The version after the change, or empty.</summary>
    public string Version { get; init; } = "";

    /// <summary>One sentence for people.</summary>
    public string Summary { get; init; } = "";

    /// <summary>Where to read more, or empty.</summary>
    public string Link { get; init; } = "";
}
