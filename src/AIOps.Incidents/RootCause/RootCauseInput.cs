using AIOps.Contracts.Events;
using AIOps.Contracts.Storage;
using AIOps.Incidents.Topology;

namespace AIOps.Incidents.RootCause;

/// <summary>All evidence that one ranking reads. Every list may be empty: less evidence gives a less certain answer, never an error.</summary>
public sealed record RootCauseInput
{
    /// <summary>When the impact is thought to have begun; late by some minutes at most. Each series' own onset is looked for around it.</summary>
    public required DateTimeOffset OnsetAt { get; init; }

    /// <summary>When the ranking is made, for its record.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Number of the ranking inside its incident.</summary>
    public int Version { get; init; } = 1;

    /// <summary>Series before and after the onset (an hour before and some minutes after are good); counters as rates already.</summary>
    public IReadOnlyList<SeriesWindow> Series { get; init; } = [];

    /// <summary>
    /// Samples before this moment are the normal state and all between it and the onset may be the fault's beginning already;
    /// null when nothing is known, then the ranking decides.
    /// </summary>
    public DateTimeOffset? NormalUntil { get; init; }

    /// <summary>Counts of log templates.</summary>
    public IReadOnlyList<LogCounts> Logs { get; init; } = [];

    /// <summary>Calls between workloads from traces.</summary>
    public IReadOnlyList<CallSeries> Calls { get; init; } = [];

    /// <summary>Latency of call edges as both ends saw it.</summary>
    public IReadOnlyList<EdgeLatency> Edges { get; init; } = [];

    /// <summary>
    /// Ids of series that a detector holds for failing by themselves: for a process that takes more and more memory nobody needs an hour of history to believe it.
    /// </summary>
    public IReadOnlySet<ulong> Vouched { get; init; } = new HashSet<ulong>();

    /// <summary>Changes before and during the incident.</summary>
    public IReadOnlyList<ChangeEvent> Changes { get; init; } = [];

    /// <summary>Faults of state (dead, hung, full, expired) that are known.</summary>
    public IReadOnlyList<StateFault> StateFaults { get; init; } = [];

    /// <summary>Workloads on which the symptom was felt first, the loudest first; may be empty.</summary>
    public IReadOnlyList<string> Symptoms { get; init; } = [];

    /// <summary>Metrics of the symptom, for example the one of the violated objective: failures and slowness are then told apart; may be empty.</summary>
    public IReadOnlyList<string> SymptomMetrics { get; init; } = [];

    /// <summary>Who calls whom; may be empty.</summary>
    public TopologyGraph Topology { get; init; } = new();
}
