using AIOps.Contracts.Events;

namespace AIOps.Detection.Logs.Signals;

/// <summary>What a signal found, before it is an anomaly.</summary>
/// <param name="Statistic">Which statistic spoke.</param>
/// <param name="Signal">Name of the signal: the template's text, or a share's name.</param>
/// <param name="OnsetMs">When it began.</param>
/// <param name="Score">0 to 1.</param>
/// <param name="Severity">How bad.</param>
/// <param name="Summary">One sentence.</param>
internal sealed record Symptom(string Statistic, string Signal, long OnsetMs, double Score, Severity Severity, string Summary)
{
    public int TemplateId { get; init; }

    /// <summary>The parameter that it is about, or empty.</summary>
    public string Parameter { get; init; } = "";

    public AnomalyDirection Direction { get; init; }

    public double? Value { get; init; }

    public double? Expected { get; init; }

    /// <summary>True when the last line of the ring is the one that speaks.</summary>
    public bool HasLine { get; init; }

    /// <summary>What to show in place of the lines around.</summary>
    public IReadOnlyList<string>? Evidence { get; init; }
}
