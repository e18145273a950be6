namespace AIOps.Contracts.Incidents;

/// <summary>One version of the answer to "what broke first, and why do we think so".</summary>
public sealed record RootCauseRanking
{
    /// <summary>Rising number inside the incident.</summary>
    public required int Version { get; init; }

    /// <summary>When it was computed.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Suspects, most likely first; at most 10.</summary>
    public required IReadOnlyList<Suspect> Suspects { get; init; }

    /// <summary>Calibrated probability that the first suspect is right, 0 to 1.</summary>
    public required double Confidence { get; init; }

    /// <summary>True when the margin is too small to name one: "undetermined" is an answer.</summary>
    public required bool Undetermined { get; init; }

    /// <summary>The path of calls from the loudest symptom to the first suspect, as workloads.</summary>
    public IReadOnlyList<string> CallPath { get; init; } = [];

    /// <summary>Id of the change event that supports the first suspect, or null.</summary>
    public string? ChangeId { get; init; }

    /// <summary>The answer in one sentence.</summary>
    public string Summary { get; init; } = "";

    /// <summary>The named culprit, or null when undetermined.</summary>
    public string? Culprit => Undetermined || Suspects.Count == 0 ? null : Suspects[0].Entity;
}
