namespace AIOps.Server.Demo.Trials;

/// <summary>How one trial came out.</summary>
internal sealed record TrialResult
{
    /// <summary>The fault's name.</summary>
    public required string Fault { get; init; }

    /// <summary>The broken member.</summary>
    public required string Member { get; init; }

    /// <summary>The incident, or empty.</summary>
    public string Incident { get; init; } = "";

    /// <summary>The culprit that was named first, or empty.</summary>
    public string FirstCulprit { get; init; } = "";

    /// <summary>The runs that acted, as "runbook on target: state (verdict)".</summary>
    public IReadOnlyList<string> Runs { get; init; } = [];

    /// <summary>Runs that acted where they should not have.</summary>
    public int WrongActions { get; init; }

    /// <summary>From the injection to the incident's detection, as the service says.</summary>
    public TimeSpan? DetectedAfter { get; init; }

    /// <summary>From the injection to the moment from which on all requests were served, measured from outside.</summary>
    public TimeSpan? ServedAfter { get; init; }

    /// <summary>Detected − impact started, from the incident's anchors.</summary>
    public TimeSpan? TimeToDetect { get; init; }

    /// <summary>Mitigated − detected, from the incident's anchors.</summary>
    public TimeSpan? TimeToRestore { get; init; }

    /// <summary>True when nobody was paged.</summary>
    public bool PagedNobody { get; init; } = true;

    /// <summary>True when acting would have been wrong.</summary>
    public bool IsLeftAlone { get; init; }

    /// <summary>What went wrong; empty when the trial was passed.</summary>
    public IReadOnlyList<string> Problems { get; init; } = [];

    /// <summary>Whether the trial was passed.</summary>
    public bool Passed => Problems.Count == 0;
}
