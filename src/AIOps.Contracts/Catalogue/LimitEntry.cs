namespace AIOps.Contracts.Catalogue;

/// <summary>A limit that the owners of a service know: what is forecast to cross it is warned of.</summary>
public sealed record LimitEntry
{
    /// <summary>The metric's name; * and ? stand for anything, case does not count.</summary>
    public required string Metric { get; init; }

    /// <summary>Upper limit in the metric's unit (of a counter: its rate per second).</summary>
    public double? Upper { get; init; }

    /// <summary>Lower limit instead.</summary>
    public double? Lower { get; init; }
}
