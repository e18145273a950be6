using AIOps.Contracts.Incidents;

namespace AIOps.Server.Web.Api;

/// <summary>A past incident that looked like the one at hand, with what resolved it then.</summary>
internal sealed record SimilarIncidentView
{
    public required string Id { get; init; }

    public required IncidentState State { get; init; }

    public required string Title { get; init; }

    public required string Service { get; init; }

    public string? Culprit { get; init; }

    /// <summary>0 to 1.</summary>
    public required double Similarity { get; init; }

    /// <summary>What both have, for people.</summary>
    public required IReadOnlyList<string> Shared { get; init; }

    public DateTimeOffset? DetectedAt { get; init; }

    /// <summary>Seconds from detection until it was restored; null while it is not.</summary>
    public double? RestoredAfterSeconds { get; init; }

    public required IncidentMode Mode { get; init; }

    /// <summary>What ended it, in a sentence.</summary>
    public required string Resolution { get; init; }

    public required IReadOnlyList<SimilarIncidentRun> Runs { get; init; }

    /// <summary>The last notes that people wrote.</summary>
    public required IReadOnlyList<string> Notes { get; init; }
}
