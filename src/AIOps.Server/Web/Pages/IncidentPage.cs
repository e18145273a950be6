using AIOps.Contracts.Incidents;
using AIOps.Contracts.Runs;
using AIOps.Server.Web.Api;

namespace AIOps.Server.Web.Pages;

/// <summary>One incident with its charts, suspects, runs and history.</summary>
internal static class IncidentPage
{
    private const int MaxSignals = 50;

    public static Html Render(Incident incident, IReadOnlyList<Run> runs, IReadOnlyList<ChartView> charts, string? note, IReadOnlyList<SimilarIncidentView> similar, string? actor, DateTimeOffset now)
    {
        var ask = Ask.Of(incident, runs, now);
        return Html.Of($"""
            <p class="chips">{Words.Chip(incident.Priority, incident.Severity)}{Words.Chip(incident.State)}<span class="quiet">{incident.Id} · {incident.Service}{(incident.Owner is { } owner ? $" · {owner} has it" : "")}</span></p>
            <h1>{incident.Title}</h1>
            <p>{IncidentsPage.Since(incident, now)}{Html.When(incident.MergedInto is not null, () => Html.Of($""" · goes on in <a href="/incidents/{Uri.EscapeDataString(incident.MergedInto!)}">{incident.MergedInto}</a>"""))}{Html.When(incident.RepeatOf is not null, () => Html.Of($""" · repeats <a href="/incidents/{Uri.EscapeDataString(incident.RepeatOf!)}">{incident.RepeatOf}</a>"""))}</p>
            <section class="ask {(ask.Kind == AskKind.Nothing ? "" : "wanted")}"><h2>What is wanted from you</h2><p>{ask.Text}</p><div class="buttons">{IncidentsPage.Buttons(incident, ask, actor)}</div><p class="quiet">{incident.Page.Reason}</p></section>
            <div class="columns"><section><h2>Why</h2>{IncidentsPage.Why(incident)}{Path(incident)}</section><section><h2>What is being done</h2>{(runs.Count == 0 ? IncidentsPage.Doing(runs, now) : Html.Join(runs.Select(run => RunsPage.Short(run, now))))}</section></div>
            {Html.When(charts.Count > 0, () => Html.Of($"""<section><h2>Signals around the onset</h2><div class="charts">{charts.Select(chart => Drawing.Chart(chart, now))}</div><p class="quiet">The shaded band is what was expected; the dashed line is the onset.</p></section>"""))}
            {Html.When(note is not null, () => Html.Of($"""<p class="quiet">{note}</p>"""))}
            {Suspects(incident)}
            {Similar(similar, now)}
            <div class="columns"><section><h2>History</h2>{Timeline(incident, now)}</section><section><h2>Times</h2>{Anchors(incident.Anchors, now)}{Html.When(actor is not null && IsOpen(incident), () => Note(incident))}</section></div>
            {Signals(incident, now)}
            """);
    }

    private static bool IsOpen(Incident incident) => incident.State is not (IncidentState.Closed or IncidentState.Cancelled or IncidentState.Merged);

    private static Html Path(Incident incident) => Html.When(incident.RootCause?.CallPath.Count > 1, () => Html.Of($"""<p class="quiet">Path of calls: {string.Join(" → ", incident.RootCause!.CallPath)}</p>"""));

    private static Html Suspects(Incident incident) => Html.When(incident.RootCause?.Suspects.Count > 0, () => Html.Of($"""
        <section><h2>Suspects</h2><div class="scroll"><table><thead><tr><th>#</th><th>Entity</th><th>Score</th><th>For</th><th>Against</th></tr></thead><tbody>
        {incident.RootCause!.Suspects.Select((suspect, i) => Html.Of($"""<tr><td>{i + 1}</td><td>{suspect.Entity}{suspect.Signals.Take(1).Select(Drawing.Sparkline)}</td><td>{Words.Number(suspect.Score)}</td><td>{Terms(suspect.For, "for", "+")}</td><td>{Terms(suspect.Against, "against", "−")}</td></tr>"""))}
        </tbody></table></div></section>
        """));

    private static Html Terms(IReadOnlyList<EvidenceTerm> terms, string kind, string sign) => terms.Count == 0
        ? Html.Of($"""<span class="quiet">nothing</span>""")
        : Html.Of($"""<ul class="terms">{terms.Select(term => Html.Of($"""<li><span class="{kind}" aria-label="{kind}">{sign}</span> {term.Text} <span class="quiet">{term.Name} {Words.Number(term.Value)}</span></li>"""))}</ul>""");

    private static Html Similar(IReadOnlyList<SimilarIncidentView> similar, DateTimeOffset now) => Html.When(similar.Count > 0, () => Html.Of($"""
        <section><h2>Seen before</h2><div class="scroll"><table><thead><tr><th>Incident</th><th>When</th><th>Alike</th><th>In common</th><th>What resolved it then</th></tr></thead><tbody>
        {similar.Select(past => Html.Of($"""<tr><td><a href="/incidents/{Uri.EscapeDataString(past.Id)}">{past.Id}</a> {past.Title}</td><td>{Html.When(past.DetectedAt is not null, () => Words.At(past.DetectedAt!.Value, now))}</td><td>{$"{100 * past.Similarity:0}"} %</td><td>{string.Join(", ", past.Shared)}</td><td>{past.Resolution}{Html.When(past.RestoredAfterSeconds is not null, () => Html.Of($""" <span class="quiet">after {$"{past.RestoredAfterSeconds!.Value / 60:0.#}"} min</span>"""))}{past.Notes.Select(note => Html.Of($"""<p class="quiet">{note}</p>"""))}</td></tr>"""))}
        </tbody></table></div></section>
        """));

    private static Html Timeline(Incident incident, DateTimeOffset now) => incident.Timeline.Count == 0
        ? Html.Of($"""<p class="quiet">Nothing has been written yet.</p>""")
        : Html.Of($"""<ol class="timeline">{incident.Timeline.Reverse().Select(entry => Html.Of($"""<li>{Words.At(entry.At, now)} <span class="kind">{entry.Kind}</span> {entry.Text} {Html.When(entry.Actor != "aiops", () => Html.Of($"""<span class="quiet">{entry.Actor}</span>"""))}</li>"""))}</ol>""");

    private static Html Anchors(IncidentAnchors anchors, DateTimeOffset now)
    {
        (string Name, Anchor? Anchor)[] all =
        [
            ("Impact began", anchors.ImpactStarted), ("Predicted", anchors.Predicted), ("Detected", anchors.Detected), ("Notified", anchors.Notified), ("Acknowledged", anchors.Acknowledged),
            ("Repair began", anchors.AutoEngaged), ("Restored", anchors.Mitigated), ("Resolved", anchors.Resolved), ("Closed", anchors.Closed),
        ];
        return Html.Of($"""<dl>{all.Where(one => one.Anchor is not null).Select(one => Html.Of($"""<dt>{one.Name}</dt><dd>{Words.At(one.Anchor!.At, now)} <span class="quiet">{Words.Source(one.Anchor.Source)}</span></dd>"""))}</dl>""");
    }

    private static Html Note(Incident incident) => Html.Of($"""
        <form class="note" method="post" action="/incidents/{Uri.EscapeDataString(incident.Id)}/note"><label for="note">Add a note</label><textarea id="note" name="note" rows="2" maxlength="2000" required></textarea><button>Add</button></form>
        <details><summary>It is no incident, or belongs elsewhere</summary>
        <form class="note" method="post" action="/incidents/{Uri.EscapeDataString(incident.Id)}/cancel"><label for="why">False positive, because</label><input id="why" name="note" maxlength="500" required><button>Cancel the incident</button></form>
        <form class="note" method="post" action="/incidents/{Uri.EscapeDataString(incident.Id)}/merge"><label for="into">Continue in incident</label><input id="into" name="into" placeholder="INC-…" maxlength="64" required><button>Merge</button></form></details>
        """);

    private static Html Signals(Incident incident, DateTimeOffset now) => Html.Of($"""
        <section><h2>Signals</h2><div class="scroll"><table><thead><tr><th>Since</th><th>Entity</th><th>Signal</th><th>Value</th><th>Expected</th><th>State</th><th>Why it belongs here</th></tr></thead><tbody>
        {incident.Signals.Take(MaxSignals).Select(signal => Html.Of($"""<tr><td>{Words.At(signal.Anomaly.OnsetAt, now)}</td><td>{signal.Anomaly.Entity}</td><td>{signal.Anomaly.Signal}</td><td>{Words.Number(signal.Anomaly.Value)} {Words.Unit(signal.Anomaly.Unit)}</td><td>{Words.Number(signal.Anomaly.Expected)}</td><td>{signal.Anomaly.State.ToString().ToLowerInvariant()}</td><td>{signal.Why}</td></tr>"""))}
        </tbody></table></div>{Html.When(incident.Signals.Count > MaxSignals || incident.SignalsOmitted > 0, () => Html.Of($"""<p class="quiet">{Math.Max(0, incident.Signals.Count - MaxSignals) + incident.SignalsOmitted} further signals are in <a href="/api/v1/incidents/{Uri.EscapeDataString(incident.Id)}">the incident's JSON</a> or only counted.</p>"""))}</section>
        """);
}
