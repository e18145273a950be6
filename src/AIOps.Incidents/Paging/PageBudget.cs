using AIOps.Contracts.Events;
using AIOps.Contracts.Incidents;
using AIOps.Incidents.Correlation;

namespace AIOps.Incidents.Paging;

/// <summary>
/// The second budget: false pages in a shift. A page was false when somebody said so, or when its incident rested on statistics alone and went away by itself before
/// anybody took it up. While the budget is spent, further pages that rest on statistics alone wait; faults of state, alerts from outside and silence never do.
/// </summary>
internal sealed class PageBudget
{
    public static readonly TimeSpan Shift = TimeSpan.FromHours(12);
    private const int MaxKept = 1_000;
    private DateTimeOffset[] _false = [];

    /// <summary>False pages of the last shift.</summary>
    public IReadOnlyList<DateTimeOffset> False => _false;

    public static bool RestsOnStatistics(OpenIncident incident) =>
        incident.Signals.All(signal => !signal.Anomaly.StateFault && signal.Anomaly.Kind is AnomalyKind.Metric or AnomalyKind.Entity or AnomalyKind.Log or AnomalyKind.Forecast);

    /// <summary>True when the budget is spent: one more would break it.</summary>
    public bool IsSpent(int allowed, DateTimeOffset now) => _false.Count(at => now - at < Shift) >= allowed;

    /// <summary>Judges the page of an incident that ends; call it before the page is taken back.</summary>
    /// <returns>True when it was false.</returns>
    public bool Ended(OpenIncident incident, bool calledFalse, bool byItself, TimeSpan soon, DateTimeOffset now)
    {
        var record = incident.Record;
        if (record.Page is not { Wanted: true, HeldUntil: null } || incident.Work.Acted)
        {
            return false;
        }

        var idle = byItself && record.Anchors.Acknowledged is null && RestsOnStatistics(incident) && (record.StableSince ?? now) - (record.Anchors.Detected?.At ?? now) < soon;
        if (!calledFalse && !idle)
        {
            return false;
        }

        Add(now);
        return true;
    }

    public void Add(DateTimeOffset at)
    {
        // a new array, because the metrics page reads it from another thread
        _false = [.. _false.Where(before => at - before < Shift).TakeLast(MaxKept - 1), at];
    }
}
