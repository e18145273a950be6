using AIOps.Contracts.Events;
using AIOps.Contracts.Incidents;
using AIOps.Contracts.Serialization;
using AIOps.Contracts.Storage;
using AIOps.Server.Events;

namespace AIOps.Server.Metrics;

/// <summary>
/// Keeps the time histograms of incidents: a durable consumer whose book is committed with its cursor, so that a restart neither loses nor doubles a time.
/// Only the process that leads shows them.
/// </summary>
internal sealed class IncidentTimes(IOperationalStore store, EventSignal signal, NodeIdentity node, TimeProvider time, ILogger<IncidentTimes> logger)
    : DurableConsumer(Consumer, store, signal, node, time, logger)
{
    public const string Consumer = "incident-times";

    private static readonly (string Name, string Help)[] Histograms =
    [
        ("aiops_incident_time_to_detect_seconds", "From the start of the impact to its detection; predicted incidents are left out."),
        ("aiops_incident_time_to_notify_seconds", "From detection to the first notification that a channel accepted."),
        ("aiops_incident_time_to_acknowledge_seconds", "From notification to the first acknowledgement by a human."),
        ("aiops_incident_time_to_restore_seconds", "From detection to the start of the stability window in which every signal is back."),
        ("aiops_incident_time_to_resolve_seconds", "From detection to resolution."),
        ("aiops_incident_lead_time_seconds", "From prediction to the start of the impact, for incidents that were predicted."),
    ];

    private static readonly (string Name, string Help)[] Counters =
    [
        ("aiops_incidents_opened", "Incidents that were shown."),
        ("aiops_incidents_resolved", "Incidents that were resolved, by who restored the service."),
        ("aiops_incidents_reopened", "Incidents that came back inside the reopen window."),
        ("aiops_incidents_excluded", "Incidents that ended as merged, noise, false positive or prediction, and count in no time from then on."),
    ];

    private readonly IOperationalStore _store = store;
    private readonly TimeProvider _time = time;
    private readonly Lock _gate = new();
    private IncidentTimeBook _book = new();
    private long _version;

    public void WriteTo(Exposition text)
    {
        if (Position < 0)
        {
            return;
        }

        lock (_gate)
        {
            foreach (var (name, help) in Histograms)
            {
                text.Head(name, MetricKind.Histogram, "seconds", help);
                foreach (var (labels, histogram) in Of(_book.Times, name))
                {
                    text.Histogram(name, labels, TimeHistogram.Bounds, histogram.Buckets, histogram.Sum);
                }
            }

            foreach (var (name, help) in Counters)
            {
                text.Head(name, MetricKind.Counter, "", help);
                foreach (var (labels, count) in Of(_book.Counts, name))
                {
                    text.Sample(name, MetricKind.Counter, labels, count);
                }
            }

            text.Head("aiops_incidents_open", MetricKind.Gauge, "", "Incidents that are not over, by state.");
            foreach (var group in _book.Incidents.Values.Where(incident => !incident.IsFinal && incident.State != IncidentState.Resolved).GroupBy(Labels, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal))
            {
                text.Sample("aiops_incidents_open", MetricKind.Gauge, group.Key, group.Count());
            }
        }
    }

    protected override async Task LeadAsync(CancellationToken cancellationToken)
    {
        var document = await _store.FindAsync(DocumentKind.Statistic, Consumer, cancellationToken);
        lock (_gate)
        {
            _version = document?.Version ?? 0;
            _book = document is null ? new IncidentTimeBook() : AIOpsJson.Read<IncidentTimeBook>(document.Body);
        }
    }

    protected override async Task<CommitOutcome> HandleAsync(IReadOnlyList<StoredEvent> events, CursorAdvance advance, CancellationToken cancellationToken)
    {
        List<StoredEvent> about = [.. events.Where(occurred => occurred.Type is EventTypes.IncidentOpened or EventTypes.IncidentChanged)];
        if (about.Count == 0)
        {
            return await _store.CommitAsync(new StoreCommit { Cursor = advance, Fences = [Fence] }, cancellationToken);
        }

        string body;
        lock (_gate)
        {
            foreach (var occurred in about)
            {
                _book.Apply(AIOpsJson.Read<Incident>(occurred.Payload));
            }

            _book.Trim();
            body = AIOpsJson.Write(_book);
        }

        var outcome = await _store.CommitAsync(
            new StoreCommit
            {
                Documents = [new DocumentWrite(DocumentKind.Statistic, Consumer, _version, "", "", _time.GetUtcNow().ToUnixTimeMilliseconds(), body)],
                Cursor = advance,
                Fences = [Fence],
            },
            cancellationToken);
        if (outcome == CommitOutcome.Committed)
        {
            _version++;
        }

        // on anything else the base class calls LeadAsync, which reads the stored book again
        return outcome;
    }

    private static string Labels(TrackedIncident incident) => LabelText.Of(
        new("service", incident.Service), new("severity", incident.Severity.ToString().ToLowerInvariant()), new("state", incident.State.ToString().ToLowerInvariant()));

    private static IEnumerable<(string Labels, T Value)> Of<T>(Dictionary<string, T> all, string name) =>
        all.Where(pair => pair.Key.StartsWith(name + "|", StringComparison.Ordinal)).OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => (pair.Key[(name.Length + 1)..], pair.Value));
}
