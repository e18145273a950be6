using AIOps.Contracts.Events;

namespace AIOps.Contracts.Incidents;

/// <summary>One cause and all signals that belong to it.</summary>
public sealed record Incident
{
    /// <summary>For example <c>INC-42</c>.</summary>
    public required string Id { get; init; }

    /// <summary>Version for compare-and-set; 0 before the first save.</summary>
    public long Version { get; init; }

    /// <summary>Lifecycle state.</summary>
    public required IncidentState State { get; init; }

    /// <summary>State to return to when a suppression ends.</summary>
    public IncidentState? StateBeforeSuppression { get; init; }

    /// <summary>What a person reads first: culprit and symptom.</summary>
    public required string Title { get; init; }

    /// <summary>Highest severity among its signals.</summary>
    public required Severity Severity { get; init; }

    /// <summary>Derived from impact and urgency.</summary>
    public required Priority Priority { get; init; }

    /// <summary>Impact.</summary>
    public Level Impact { get; init; }

    /// <summary>Urgency.</summary>
    public Level Urgency { get; init; }

    /// <summary>True while it is only forecast.</summary>
    public bool Predicted { get; init; }

    /// <summary>The service it is counted under: the culprit's workload, else the anchor's.</summary>
    public required string Service { get; init; }

    /// <summary>The leading signal's entity, by which further signals join.</summary>
    public required string AnchorEntity { get; init; }

    /// <summary>Linked signals, oldest first; at most 500, the rest is counted.</summary>
    public IReadOnlyList<IncidentSignal> Signals { get; init; } = [];

    /// <summary>Signals beyond the bound.</summary>
    public int SignalsOmitted { get; init; }

    /// <summary>The latest ranking, or null before the first.</summary>
    public RootCauseRanking? RootCause { get; init; }

    /// <summary>Earlier rankings' culprits and confidences, oldest first; at most 20.</summary>
    public IReadOnlyList<RootCauseRanking> EarlierRankings { get; init; } = [];

    /// <summary>Time anchors.</summary>
    public IncidentAnchors Anchors { get; init; } = new();

    /// <summary>Who restored the service.</summary>
    public IncidentMode Mode { get; init; }

    /// <summary>Whether somebody is woken.</summary>
    public PageDecision Page { get; init; } = PageDecision.None("not decided yet");

    /// <summary>Start of the current stability window, when every linked signal is back.</summary>
    public DateTimeOffset? StableSince { get; init; }

    /// <summary>The person who acknowledged it.</summary>
    public string? Owner { get; init; }

    /// <summary>Runs that acted, or wait to act, on it.</summary>
    public IReadOnlyList<string> RunIds { get; init; } = [];

    /// <summary>The incident that this one continues in.</summary>
    public string? MergedInto { get; init; }

    /// <summary>The incident whose fault spread here.</summary>
    public string? ParentId { get; init; }

    /// <summary>The earlier incident that this one repeats.</summary>
    public string? RepeatOf { get; init; }

    /// <summary>Why it was cancelled: <c>noise</c>, <c>false-positive</c>, <c>prevented</c>, <c>did-not-come</c>.</summary>
    public string? CancelReason { get; init; }

    /// <summary>True when every signal that opened it was authenticated.</summary>
    public bool Trusted { get; init; } = true;

    /// <summary>When it was last changed.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Its history, oldest first; at most 500 lines.</summary>
    public IReadOnlyList<TimelineEntry> Timeline { get; init; } = [];
}
