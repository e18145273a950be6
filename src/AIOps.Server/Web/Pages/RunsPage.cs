using AIOps.Contracts.Runs;
using AIOps.Server.Web.Api;

namespace AIOps.Server.Web.Pages;

/// <summary>Runs of runbooks: the list, and one with plan, steps and masked output.</summary>
internal static class RunsPage
{
    public static Html List(IReadOnlyList<Run> runs, IReadOnlyList<KillSwitchView> switches, string? actor, DateTimeOffset now) => Html.Of($"""
        <h1>Runs</h1>
        {Switches(switches, actor, now)}
        {(runs.Count == 0
            ? Html.Of($"""<section class="calm"><p>No runbook has run yet.</p><p>A runbook runs when an incident matches its trigger and its trust level allows it; <code>aiops runbooks</code> lists what there is.</p></section>""")
            : Html.Of($"""<div class="scroll"><table><thead><tr><th>Run</th><th>State</th><th>Runbook</th><th>Target</th><th>Incident</th><th>Planned</th><th>Verdict or reason</th></tr></thead><tbody>{runs.Select(run => Html.Of($"""<tr><td><a href="/runs/{Uri.EscapeDataString(run.Id)}">{run.Id}</a></td><td>{Words.Chip(run.State)}</td><td>{run.RunbookId} {run.RunbookVersion}</td><td>{(run.Plan is { } plan ? string.Join(", ", plan.Targets.Take(3)) : run.Service)}</td><td><a href="/incidents/{Uri.EscapeDataString(run.IncidentId)}">{run.IncidentId}</a></td><td>{Words.At(run.PlannedAt, now)}</td><td>{run.Verification?.Verdict.ToString() ?? run.Reason}</td></tr>"""))}</tbody></table></div>"""))}
        """);

    public static Html One(Run run, string? actor, DateTimeOffset now) => Html.Of($"""
        <p class="chips">{Words.Chip(run.State)}<span class="quiet">{run.Id} for <a href="/incidents/{Uri.EscapeDataString(run.IncidentId)}">{run.IncidentId}</a></span></p>
        <h1>{run.RunbookId} {run.RunbookVersion}</h1>
        {Short(run, now)}
        <section><h2>Plan</h2>{Plan(run)}<div class="buttons">{Buttons(run, actor)}</div></section>
        """);

    /// <summary>Steps, output and verdict.</summary>
    public static Html Short(Run run, DateTimeOffset now) => Html.Of($"""
        <div class="run"><p>{Words.Chip(run.State)} <a href="/runs/{Uri.EscapeDataString(run.Id)}">{run.RunbookId} {run.RunbookVersion}</a> <span class="quiet">{run.Id}, planned {Words.At(run.PlannedAt, now)}, level {run.Level.ToString().ToLowerInvariant()}</span></p>
        <p>{run.Plan?.Summary}{Html.When(run.Reason is { Length: > 0 }, () => Html.Of($"""<br><strong>{run.Reason}</strong>"""))}</p>
        <ol class="steps">{run.Steps.Select(step => Html.Of($"""<li>{Words.Chip(step.State)} {step.Description} <span class="quiet">{step.Uses} on {step.Target}{(step.ExitCode is { } code ? $", answer {code}" : "")}{(step is { StartedAt: { } from, EndedAt: { } to } ? $", {Words.Lasting(to - from)}" : "")}</span>{Html.When(step.Error is { Length: > 0 }, () => Html.Of($"""<br><strong>{step.Error}</strong>"""))}{Html.When(step.Output.Length > 0, () => Html.Of($"""<details open><summary>Output, secrets masked</summary><pre tabindex="0">{step.Output}</pre></details>"""))}</li>"""))}</ol>
        {Html.When(run.Verification is not null, () => Html.Of($"""<p><strong>Verdict: {run.Verification!.Verdict}</strong></p><ul>{run.Verification.Arithmetic.Select(line => Html.Of($"""<li>{line}</li>"""))}</ul>"""))}</div>
        """);

    private static Html Switches(IReadOnlyList<KillSwitchView> switches, string? actor, DateTimeOffset now) => Html.Of($"""
        <section><h2>Kill switches</h2>
        {(switches.Count == 0 ? Html.Of($"""<p class="quiet">None is pulled: automation may act.</p>""") : Html.Of($"""<ul>{switches.Select(one => Html.Of($"""<li><strong>{one.Scope}</strong> stands still: {one.Reason} <span class="quiet">{one.By}, {Words.At(one.At, now)}</span>{Html.When(actor is not null, () => Html.Of($"""<form method="post" action="/kill-switches/lift"><input type="hidden" name="scope" value="{one.Scope}"><button>Let it act again</button></form>"""))}</li>"""))}</ul>"""))}
        {(actor is null ? Html.Of($"""<a class="button" href="/login?back=/runs">Log in to act</a>""") : Html.Of($"""<form method="post" action="/kill-switches/pull"><label>Scope <input name="scope" value="global" required></label> <label>Why <input name="reason" required></label> <button class="primary">Stop automation now</button></form>"""))}
        </section>
        """);

    private static Html Plan(Run run) => run.Plan is not { } plan
        ? Html.Of($"""<p class="quiet">There is no plan.</p>""")
        : Html.Of($"""
            <dl><dt>Acts on</dt><dd>{string.Join(", ", plan.Targets)} ({plan.FleetShare:P0} of the service)</dd><dt>Writes</dt><dd>{Or(plan.Writes)}</dd><dt>Reads</dt><dd>{Or(plan.Reads)}</dd><dt>Undone by</dt><dd>{Or(plan.Undo)}</dd><dt>Risk</dt><dd>{plan.Risk}</dd>
            <dt>Before</dt><dd>{(plan.Before.Count == 0 ? "nothing is compared" : string.Join(", ", plan.Before.Select(pair => $"{pair.Key} {Words.Number(pair.Value)}")))}</dd><dt>Hash</dt><dd><code>{plan.Hash}</code></dd></dl>
            """);

    private static string Or(IReadOnlyList<string> lines) => lines.Count == 0 ? "nothing" : string.Join("; ", lines);

    private static Html Buttons(Run run, string? actor)
    {
        if (run.IsOver || actor is null)
        {
            return Html.When(!run.IsOver, () => Html.Of($"""<a class="button" href="/login?back=/runs/{Uri.EscapeDataString(run.Id)}">Log in to act</a>"""));
        }

        return run.State == RunState.AwaitingApproval
            ? Html.Of($"""
                <form method="post" action="/runs/{Uri.EscapeDataString(run.Id)}/approve"><input type="hidden" name="planHash" value="{run.Plan?.Hash}"><button class="primary">Approve this plan</button></form>
                <form method="post" action="/runs/{Uri.EscapeDataString(run.Id)}/reject"><button>Reject</button></form>
                """)
            : Html.Of($"""<form method="post" action="/runs/{Uri.EscapeDataString(run.Id)}/cancel"><button>Stop this run</button></form>""");
    }
}
