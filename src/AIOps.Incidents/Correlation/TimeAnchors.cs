using AIOps.Contracts.Events;
using AIOps.Contracts.Incidents;

namespace AIOps.Incidents.Correlation;

/// <summary>Time anchors of an incident as its signals set them.</summary>
internal static class TimeAnchors
{
    /// <summary>Sets what a signal tells of prediction, detection and the impact's start.</summary>
    public static void Set(OpenIncident incident, Anomaly anomaly, DateTimeOffset now)
    {
        var anchors = incident.Record.Anchors;
        if (anomaly.Kind == AnomalyKind.Forecast)
        {
            incident.Record = incident.Record with { Anchors = anchors with { Predicted = anchors.Predicted ?? new Anchor(now, AnchorSource.Measured) } };
            return;
        }

        if (incident.Record.Predicted)
        {
            incident.Tell(now, "state", "what was predicted has come");
        }

        var source = anomaly.Kind is AnomalyKind.Alert or AnomalyKind.Missing ? AnchorSource.Measured : AnchorSource.Inferred;
        var onset = anomaly.OnsetAt < now ? anomaly.OnsetAt : now;
        if (anchors is { Detected: not null, ImpactStarted: { } began } && (began.Source == AnchorSource.Human || began.At <= onset) && !incident.Record.Predicted)
        {
            return;
        }

        incident.Record = incident.Record with
        {
            Predicted = false,
            Anchors = anchors with
            {
                Detected = anchors.Detected ?? new Anchor(now, AnchorSource.Measured),
                ImpactStarted = anchors.ImpactStarted is { } known && (known.Source == AnchorSource.Human || known.At <= onset) ? known : new Anchor(onset, source),
            },
        };
    }
}
