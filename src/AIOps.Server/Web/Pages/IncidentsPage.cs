using AIOps.Contracts.Incidents;
using AIOps.Contracts.Runs;

namespace AIOps.Server.Web.Pages;

/// <summary>The first page: what is broken, since when, why, what is being done, and what is wanted of whoever looks.</summary>
internal static class IncidentsPage
{
    public static Html Render(IReadOnlyList<(Incident Incident, IReadOnlyList<Run> Runs)> open, IReadOnlyList<Incident> recent, int series, string? actor, DateTimeOffset now) => Html.Of($"""
        <h1>{(open.Count == 0 ? "Nothing is open" : open.Count == 1 ? "1 open incident" : $"{open.Count} open incidents")}</h1>
        {(open.Count == 0 ? Calm(recent, series, now) : Html.Join(open.Select(one => Card(one.Incident, one.Runs, actor, now))))}
        {Html.When(recent.Count > 0, () => Recent(recent, now))}
        """);

    public static Html Buttons(Incident incident, Ask ask, string? actor)
    {
        if (ask.Kind != AskKind.Nothing && actor is null)
        {
            return Html.Of($"""<a class="button" href="/login?back=/incidents/{Uri.EscapeDataString(incident.Id)}">Log in to act</a>""");
        }

        return ask.Kind switch
        {
            AskKind.Approve => Html.Of($"""
                <form method="post" action="/runs/{Uri.EscapeDataString(ask.Run!.Id)}/approve"><input type="hidden" name="planHash" value="{ask.Run.Plan?.Hash}"><input type="hidden" name="incident" value="{incident.Id}"><button class="primary">Approve this plan</button></form>
                <form method="post" action="/runs/{Uri.EscapeDataString(ask.Run.Id)}/reject"><input type="hidden" name="incident" value="{incident.Id}"><button>Reject</button></form>{Post(incident, "ack", "Acknowledge")}
                """),
            AskKind.Take => Post(incident, "ack", "Acknowledge", primary: true),
            AskKind.Finish => Post(incident, "resolve", "It is over: resolve"),
            AskKind.File => Html.Of($"""{Post(incident, "close", "Close", primary: true)}{Post(incident, "reopen", "It is back: reopen")}"""),
            _ => Html.Empty,
        };
    }

    public static Html Post(Incident incident, string verb, string label, bool primary = false) =>
        Html.Of($"""<form method="post" action="/incidents/{Uri.EscapeDataString(incident.Id)}/{verb}"><button class="{(primary ? "primary" : "")}">{label}</button></form>""");

    /// <summary>Since when, and how we know.</summary>
    public static Html Since(Incident incident, DateTimeOffset now)
    {
        if (incident.Predicted && incident.Anchors.Predicted is { } predicted)
        {
            return Html.Of($"""predicted {Words.Since(predicted.At, now)} ago; not broken yet""");
        }

        var start = incident.Anchors.ImpactStarted ?? incident.Anchors.Detected;
        if (start is not null && incident.State is IncidentState.Resolved or IncidentState.Closed && incident.Anchors.Mitigated is { } end)
        {
            return Html.Of($"""lasted <strong>{Words.Lasting(end.At - start!.At)}</strong>, from {Words.At(start.At, now)} to {Words.At(end.At, now)} <span class="quiet">({Words.Source(start.Source)})</span>""");
        }

        return start is null
            ? Html.Of($"""{Words.Since(incident.UpdatedAt, now)}""")
            : Html.Of($"""<strong>{Words.Since(start.At, now)}</strong>, since {Words.At(start.At, now)} <span class="quiet">({Words.Source(start.Source)})</span>""");
    }

    public static Html Doing(IReadOnlyList<Run> runs, DateTimeOffset now)
    {
        var run = runs.FirstOrDefault(run => !run.IsOver) ?? runs.MaxBy(run => run.PlannedAt);
        if (run is null)
        {
            return Html.Of($"""<p>Nothing by itself: no runbook matches, or none may act.</p>""");
        }

        var step = run.Steps.Select((one, i) => (one, i)).FirstOrDefault(pair => pair.one.State is StepState.Dispatched or StepState.Pending);
        var doing = run.State switch
        {
            RunState.Running when step.one is not null => $"step {step.i + 1} of {run.Steps.Count}: {step.one.Description}",
            RunState.Verifying => "the steps are done; the effect is being judged",
            _ when run.Verification is { } found => $"verdict {found.Verdict}{(found.Arithmetic.Count > 0 ? $": {found.Arithmetic[0]}" : "")}",
            _ => run.Reason is { Length: > 0 } why ? why : run.Plan?.Summary ?? "",
        };
        return Html.Of($"""<p>{Words.Chip(run.State)} <a href="/runs/{Uri.EscapeDataString(run.Id)}">{run.RunbookId} {run.RunbookVersion}</a> <span class="quiet">{run.Id}, planned {Words.At(run.PlannedAt, now)}</span><br>{doing}</p>""");
    }

    public static Html Why(Incident incident)
    {
        if (incident.RootCause is not { } ranking || ranking.Suspects.Count == 0)
        {
            return Html.Of($"""<p>Not ranked yet: evidence is still coming in.</p>""");
        }

        var first = ranking.Suspects[0];
        var signal = first.Signals.Count > 0 ? first.Signals[0] : null;
        return Html.Of($"""
            <p>{(ranking.Undetermined ? Html.Of($"""<strong>Undetermined</strong>: the evidence names nobody clearly. Nearest is {first.Entity}.""") : Html.Of($"""<strong>{ranking.Culprit}</strong> <span class="quiet">with {ranking.Confidence:P0} confidence</span>"""))} {Html.When(ranking.Summary.Length > 0, () => Html.Of($"""<br>{ranking.Summary}"""))}</p>
            {Html.When(signal is not null, () => Html.Of($"""<p class="signal">{Drawing.Sparkline(signal!)} {signal!.Signal}: {Words.Number(signal.Before)} → <strong>{Words.Number(signal.After)}</strong> {Words.Unit(signal.Unit)}</p>"""))}
            <ul class="terms">{first.For.OrderByDescending(term => term.Value).Take(2).Select(term => Html.Of($"""<li><span class="for" aria-label="for">+</span> {term.Text}</li>"""))}{first.Against.Take(1).Select(term => Html.Of($"""<li><span class="against" aria-label="against">−</span> {term.Text}</li>"""))}</ul>
            """);
    }

    private static Html Card(Incident incident, IReadOnlyList<Run> runs, string? actor, DateTimeOffset now)
    {
        var ask = Ask.Of(incident, runs, now);
        return Html.Of($"""
            <article class="card {(incident.State == IncidentState.Open ? "loud" : "")}" aria-labelledby="t-{incident.Id}">
            <p class="chips">{Words.Chip(incident.Priority, incident.Severity)}{Words.Chip(incident.State)}{Html.When(incident.Predicted, () => Words.Chip("◌", "predicted", "quiet"))}<span class="quiet">{incident.Id} · {incident.Signals.Count + incident.SignalsOmitted} signals</span></p>
            <h2 id="t-{incident.Id}"><a href="/incidents/{Uri.EscapeDataString(incident.Id)}">{incident.Title}</a></h2>
            <p>{Since(incident, now)}</p>
            <div class="columns"><section><h3>Why</h3>{Why(incident)}</section><section><h3>What is being done</h3>{Doing(runs, now)}</section>
            <section class="ask {(ask.Kind == AskKind.Nothing ? "" : "wanted")}"><h3>What is wanted from you</h3><p>{ask.Text}</p><div class="buttons">{Buttons(incident, ask, actor)}</div></section></div></article>
            """);
    }

    private static Html Calm(IReadOnlyList<Incident> recent, int series, DateTimeOffset now) => Html.Of($"""
        <section class="calm"><p class="big" aria-hidden="true">✔</p>
        {(series == 0
            ? Html.Of($"""<p>No telemetry has arrived yet. The host itself is watched without any doing of yours; it appears here within seconds.</p><p>To watch a service, point its OpenTelemetry exporter at this machine: <code>OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:4317</code>, or let Prometheus remote-write to <code>/api/v1/write</code>.</p>""")
            : Html.Of($"""<p>{series:N0} series are watched. {Last(recent, now)}</p>"""))}
        <p class="quiet">This page changes by itself.</p></section>
        """);

    private static Html Last(IReadOnlyList<Incident> recent, DateTimeOffset now) => recent.Count == 0
        ? Html.Of($"There has been no incident so far.")
        : Html.Of($"""The last incident was <a href="/incidents/{Uri.EscapeDataString(recent[0].Id)}">{recent[0].Title}</a>, {Words.Since(recent[0].Anchors.Resolved?.At ?? recent[0].UpdatedAt, now)} ago.""");

    private static Html Recent(IReadOnlyList<Incident> recent, DateTimeOffset now) => Html.Of($"""
        <section><h2>Recently over</h2><div class="scroll"><table><thead><tr><th>Incident</th><th>State</th><th>Culprit</th><th>Began</th><th>Restored after</th><th>By</th></tr></thead><tbody>
        {recent.Select(incident => Html.Of($"""<tr><td><a href="/incidents/{Uri.EscapeDataString(incident.Id)}">{incident.Title}</a></td><td>{Words.Chip(incident.State)}</td><td>{incident.RootCause?.Culprit ?? "undetermined"}</td><td>{(incident.Anchors.ImpactStarted is { } began ? Words.At(began.At, now) : Html.Of($"–"))}</td><td>{(incident.Anchors is { Mitigated: { } back, Detected: { } seen } ? Words.Lasting(back.At - seen.At) : "–")}</td><td>{(incident.Mode switch { IncidentMode.Auto => "a runbook", IncidentMode.Assisted => "a runbook, approved", _ => "people, or by itself" })}</td></tr>"""))}
        </tbody></table></div></section>
        """);
}
