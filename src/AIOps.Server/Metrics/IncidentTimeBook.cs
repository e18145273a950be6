using AIOps.Contracts.Incidents;

namespace AIOps.Server.Metrics;

/// <summary>
/// Time histograms of incidents (definitions.md): each anchor of an incident is counted once, when it is reached. Predicted incidents are left out of detection and
/// counted by their lead time; merged, cancelled and suppressed ones are counted apart from the moment on at which they became so.
/// </summary>
internal sealed class IncidentTimeBook
{
    public const int MaxServices = 200;
    public const int MaxFinal = 1_000;
    public const int MaxTracked = 20_000;

    /// <summary>By "metric|labels".</summary>
    public Dictionary<string, TimeHistogram> Times { get; init; } = new(StringComparer.Ordinal);

    /// <summary>By "metric|labels".</summary>
    public Dictionary<string, long> Counts { get; init; } = new(StringComparer.Ordinal);

    public Dictionary<string, TrackedIncident> Incidents { get; init; } = new(StringComparer.Ordinal);

    /// <summary>Services that have labels of their own; further ones are counted as "other".</summary>
    public HashSet<string> Services { get; init; } = new(StringComparer.Ordinal);

    public void Apply(Incident incident)
    {
        var before = Incidents.GetValueOrDefault(incident.Id);
        var reached = before?.Reached ?? ReachedAnchors.None;
        var service = ServiceOf(incident.Service);
        var anchors = incident.Anchors;
        var detected = anchors.Detected?.At;
        var over = incident.State is IncidentState.Resolved or IncidentState.Closed;
        var basic = LabelText.Of(new("service", service), new("severity", Word(incident.Severity)));
        var full = LabelText.Of(new("mode", Word(incident.Mode)), new("service", service), new("severity", Word(incident.Severity)));
        if (incident.State is IncidentState.Merged or IncidentState.Cancelled)
        {
            if (Once(ReachedAnchors.Excluded))
            {
                var reason = incident.State == IncidentState.Merged ? "merged" : incident.CancelReason is { Length: > 0 } named ? named : "cancelled";
                Count("aiops_incidents_excluded", LabelText.Of(new KeyValuePair<string, object?>("reason", reason)));
            }
        }
        else if (incident.State is not (IncidentState.Candidate or IncidentState.Suppressed) && !incident.Predicted)
        {
            if (Once(ReachedAnchors.Opened))
            {
                Count("aiops_incidents_opened", basic);
            }

            if (anchors.Predicted is { } predicted)
            {
                Time(ReachedAnchors.Lead, "aiops_incident_lead_time_seconds", basic, predicted.At, anchors.ImpactStarted?.At);
            }
            else
            {
                Time(ReachedAnchors.Detected, "aiops_incident_time_to_detect_seconds", full, anchors.ImpactStarted?.At, detected);
            }

            Time(ReachedAnchors.Notified, "aiops_incident_time_to_notify_seconds", full, detected, anchors.Notified?.At);
            Time(ReachedAnchors.Acknowledged, "aiops_incident_time_to_acknowledge_seconds", full, anchors.Notified?.At, anchors.Acknowledged?.At);
            if (over)
            {
                if ((reached & ReachedAnchors.Resolved) == ReachedAnchors.None)
                {
                    Count("aiops_incidents_resolved", full);
                }

                Time(ReachedAnchors.Restored, "aiops_incident_time_to_restore_seconds", full, detected, anchors.Mitigated?.At);
                Time(ReachedAnchors.Resolved, "aiops_incident_time_to_resolve_seconds", full, detected, anchors.Resolved?.At);
            }

            for (var reopened = before?.Reopened ?? 0; reopened < anchors.Reopened.Count; reopened++)
            {
                Count("aiops_incidents_reopened", basic);
            }
        }

        Incidents[incident.Id] = new TrackedIncident(incident.State, incident.Severity, service, reached, anchors.Reopened.Count, incident.UpdatedAt.ToUnixTimeMilliseconds());

        bool Once(ReachedAnchors anchor)
        {
            var first = (reached & anchor) == ReachedAnchors.None;
            reached |= anchor;
            return first;
        }

        void Time(ReachedAnchors anchor, string metric, string labels, DateTimeOffset? from, DateTimeOffset? to)
        {
            if (from is not null && to is not null && Once(anchor))
            {
                var key = $"{metric}|{labels}";
                if (!Times.TryGetValue(key, out var histogram))
                {
                    Times.Add(key, histogram = new TimeHistogram());
                }

                histogram.Add(to.Value - from.Value);
            }
        }
    }

    /// <summary>Keeps the book bounded: final incidents beyond the bound are forgotten, the longest untouched first.</summary>
    public void Trim()
    {
        var final = Incidents.Where(pair => pair.Value.IsFinal).OrderBy(pair => pair.Value.UpdatedMs).ToList();
        foreach (var (id, _) in final.Take(Math.Max(0, final.Count - MaxFinal)))
        {
            Incidents.Remove(id);
        }

        foreach (var (id, _) in Incidents.OrderBy(pair => pair.Value.UpdatedMs).Take(Math.Max(0, Incidents.Count - MaxTracked)).ToList())
        {
            Incidents.Remove(id);
        }
    }

    private static string Word<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();

    private void Count(string metric, string labels)
    {
        var key = $"{metric}|{labels}";
        Counts[key] = Counts.GetValueOrDefault(key) + 1;
    }

    private string ServiceOf(string service)
    {
        if (Services.Contains(service) || (Services.Count < MaxServices && Services.Add(service)))
        {
            return service;
        }

        return "other";
    }
}
