using AIOps.Contracts.Runs;

namespace AIOps.Remediation.Safeguards;

/// <summary>
/// All dispatches of the last days, in one document that every dispatch changes under compare-and-set. Budgets that are counted over it cannot race,
/// whichever node counts.
/// </summary>
public sealed record DispatchLedger
{
    /// <summary>Primary key among the settings.</summary>
    public const string Id = "remediation/ledger";

    private const int MaxEntries = 4000;
    private static readonly TimeSpan Kept = TimeSpan.FromDays(8);

    /// <summary>Dispatches, oldest first.</summary>
    public IReadOnlyList<Dispatch> Entries { get; init; } = [];

    /// <summary>Runs that act now.</summary>
    public IEnumerable<Dispatch> Active => Entries.Where(entry => entry.EndedAt is null);

    /// <summary>The ledger with one more dispatch, without what has become too old.</summary>
    public DispatchLedger With(Dispatch dispatch)
    {
        ArgumentNullException.ThrowIfNull(dispatch);
        return new DispatchLedger { Entries = [.. Entries.Where(entry => entry.EndedAt is null || entry.At >= dispatch.At - Kept).TakeLast(MaxEntries - 1), dispatch] };
    }

    /// <summary>The ledger after a run's end.</summary>
    public DispatchLedger Ended(string runId, RunState outcome, DateTimeOffset at) =>
        new() { Entries = [.. Entries.Select(entry => entry.RunId == runId ? entry with { EndedAt = at, Outcome = outcome } : entry)] };

    /// <summary>Dispatches of a runbook on one of the targets, at or after a moment.</summary>
    public IEnumerable<Dispatch> On(string runbookId, IReadOnlyCollection<string> targets, DateTimeOffset since) =>
        Entries.Where(entry => entry.RunbookId == runbookId && entry.At >= since && entry.Targets.Any(targets.Contains));
}
