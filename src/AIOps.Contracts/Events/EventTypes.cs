namespace AIOps.Contracts.Events;

/// <summary>Names of the event types in the event table; the payload of each is the named record as JSON.</summary>
public static class EventTypes
{
    /// <summary>Payload <see cref="Anomaly"/>: newly raised.</summary>
    public const string AnomalyRaised = "AnomalyRaised";

    /// <summary>Payload <see cref="Anomaly"/>: still open, markedly worse.</summary>
    public const string AnomalyUpdated = "AnomalyUpdated";

    /// <summary>Payload <see cref="Anomaly"/>: cleared, or gone.</summary>
    public const string AnomalyCleared = "AnomalyCleared";

    /// <summary>Payload <see cref="ExternalAlert"/>.</summary>
    public const string AlertReceived = "AlertReceived";

    /// <summary>Payload <see cref="ChangeEvent"/>.</summary>
    public const string ChangeObserved = "ChangeObserved";

    /// <summary>Payload <see cref="Incidents.Incident"/>: first shown.</summary>
    public const string IncidentOpened = "IncidentOpened";

    /// <summary>Payload <see cref="Incidents.Incident"/>: anything about it changed.</summary>
    public const string IncidentChanged = "IncidentChanged";

    /// <summary>Payload <see cref="Incidents.IncidentCommand"/>: what a human, a rule or remediation asks of an incident.</summary>
    public const string IncidentCommanded = "IncidentCommanded";

    /// <summary>Payload <see cref="Incidents.CommandRejection"/>, in the incident's stream: the correlator refused a command.</summary>
    public const string IncidentCommandRejected = "IncidentCommandRejected";

    /// <summary>Payload <see cref="ExternalAlert"/>: a critical alert that is in no notified incident in time and pages as it is.</summary>
    public const string AlertPagedRaw = "AlertPagedRaw";

    /// <summary>Payload <see cref="Runs.RunCommand"/>, in the stream <c>run/ID</c>: what a human asks of a run.</summary>
    public const string RunCommanded = "RunCommanded";

    /// <summary>Payload <see cref="Runs.Run"/>: a run entered another state.</summary>
    public const string RunChanged = "RunChanged";
}
