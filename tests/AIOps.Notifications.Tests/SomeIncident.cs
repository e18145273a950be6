using AIOps.Contracts.Events;
using AIOps.Contracts.Incidents;
using AIOps.Notifications.Policy;

namespace AIOps.Notifications.Tests;

internal static class SomeIncident
{
    public static DateTimeOffset Now { get; } = new(2026, 1, 5, 12, 0, 0, TimeSpan.Zero);

    public static Incident In(IncidentState state, PageDecision? page = null, string? culprit = null, string title = "orders answers with errors") => new()
    {
        Id = "INC-7",
        State = state,
        Title = title,
        Severity = Severity.Error,
        Priority = Priority.P2,
        Service = "service:shop/orders",
        AnchorEntity = "service:shop/orders",
        Page = page ?? PageDecision.None("not urgent"),
        UpdatedAt = Now,
        RootCause = culprit is null
            ? null
            : new RootCauseRanking
            {
                Version = 1,
                At = Now,
                Suspects = [new Suspect { Entity = culprit, Score = 3, For = [new EvidenceTerm("state", 3, "its probe fails")] }],
                Confidence = 0.9,
                Undetermined = false,
            },
    };

    public static Notification Told(NotificationKind kind = NotificationKind.Opened, string title = "orders answers with errors") =>
        Notification.About(In(IncidentState.Open, culprit: "service:shop/orders@orders-1", title: title), 1, kind, "opened", Now);
}
