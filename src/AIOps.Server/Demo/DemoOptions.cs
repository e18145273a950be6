namespace AIOps.Server.Demo;

/// <summary>What the user asked of the demo.</summary>
internal sealed record DemoOptions
{
    /// <summary>Names of the faults, in turn; a hidden one stands for <c>random</c>.</summary>
    public required IReadOnlyList<string> Faults { get; init; }

    /// <summary>True when the user is to guess.</summary>
    public bool Hidden { get; init; }

    /// <summary>Leaves everything running at the end.</summary>
    public bool Keep { get; init; }

    /// <summary>Seed of the choice of members and faults.</summary>
    public int Seed { get; init; }

    /// <summary>Watches a healthy set for so long instead of breaking anything; null to break.</summary>
    public TimeSpan? Healthy { get; init; }

    /// <summary><see cref="Cast.ServiceSet.ShopName"/> or <see cref="Cast.ServiceSet.WorkersName"/>.</summary>
    public required string Set { get; init; }

    /// <summary>Where a table of the results is written, or null.</summary>
    public string? Report { get; init; }
}
