using AIOps.Contracts.Incidents;
using AIOps.Contracts.Storage;
using AIOps.Incidents.RootCause;

namespace AIOps.Server.Correlate;

/// <summary>
/// The time that a ranking may look at. An onset is dated back by change points, and may so fall into the time of another fault that was over, or repaired, before this
/// incident was noticed: what was seen then is explained already, and would name again who was to blame for that. The same goes for the time before an incident was
/// reopened, and before the first of its causes was repaired.
/// </summary>
internal sealed class EvidenceTime
{
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestBackdate = TimeSpan.FromMinutes(5);
    private readonly List<(long From, long Until)> _explained = [];

    private EvidenceTime(DateTimeOffset onset) => Onset = onset;

    /// <summary>When what is still to be explained began.</summary>
    public DateTimeOffset Onset { get; private set; }

    /// <summary>Finds it.</summary>
    /// <param name="incident">The incident that is ranked.</param>
    /// <param name="others">All incidents.</param>
    /// <param name="isNear">Whether one of them is near it.</param>
    /// <param name="repairedAt">When a repair was done that was verified, by the incident's id; null where there was none.</param>
    /// <param name="now">The present.</param>
    public static EvidenceTime Of(Incident incident, IEnumerable<Incident> others, Func<Incident, bool> isNear, Func<string, DateTimeOffset?> repairedAt, DateTimeOffset now)
    {
        var anchors = incident.Anchors;
        var impact = anchors.ImpactStarted?.At ?? anchors.Detected?.At ?? now;
        var noticed = anchors.Reopened is [.., var again] ? again.At : anchors.Detected?.At ?? now;
        var time = new EvidenceTime(impact);
        if (anchors.Reopened.Count > 0)
        {
            time.Explain(impact, noticed - Slack);
        }

        if (repairedAt(incident.Id) is { } repaired)
        {
            time.Explain(impact, repaired);
        }

        foreach (var other in others)
        {
            if (other.Id != incident.Id && (other.Anchors.Mitigated?.At ?? repairedAt(other.Id)) is { } over && over <= noticed && other.Anchors.Detected?.At is { } detected && isNear(other))
            {
                var began = other.Anchors.ImpactStarted?.At ?? detected;
                time.Explain(began < detected - LongestBackdate ? detected - LongestBackdate : began, over);
            }
        }

        var onset = time.Onset.ToUnixTimeMilliseconds();
        foreach (var (from, until) in time._explained.Order())
        {
            onset = onset >= from && onset < until ? until : onset;
        }

        time.Onset = DateTimeOffset.FromUnixTimeMilliseconds(onset);
        return time;
    }

    /// <summary>A series without what is explained.</summary>
    public SeriesWindow Cut(SeriesWindow window) =>
        Kept(window.Times) is not { } kept ? window : new SeriesWindow(window.Series, Pick(window.Times, kept), Pick(window.Values, kept));

    /// <summary>An edge without it.</summary>
    public EdgeLatency Cut(EdgeLatency edge) =>
        Kept(edge.Times) is not { } kept ? edge : edge with { Times = Pick(edge.Times, kept), Calls = Pick(edge.Calls, kept), Client = Pick(edge.Client, kept), Server = Pick(edge.Server, kept) };

    /// <summary>A log's counts without it.</summary>
    public LogCounts Cut(LogCounts log) => Kept(log.Times) is not { } kept ? log : log with { Times = Pick(log.Times, kept), Counts = Pick(log.Counts, kept) };

    private void Explain(DateTimeOffset from, DateTimeOffset until)
    {
        if (until > from)
        {
            _explained.Add((from.ToUnixTimeMilliseconds(), until.ToUnixTimeMilliseconds()));
        }
    }

    // null where everything is kept, as nearly always
    private List<int>? Kept(IReadOnlyList<long> times)
    {
        if (times.Count == 0 || !_explained.Exists(span => times[0] < span.Until && times[^1] >= span.From))
        {
            return null;
        }

        var kept = new List<int>(times.Count);
        for (var i = 0; i < times.Count; i++)
        {
            if (!_explained.Exists(span => times[i] >= span.From && times[i] < span.Until))
            {
                kept.Add(i);
            }
        }

        return kept;
    }

    private static T[] Pick<T>(IReadOnlyList<T> values, List<int> kept) => [.. kept.Select(at => values[at])];
}
