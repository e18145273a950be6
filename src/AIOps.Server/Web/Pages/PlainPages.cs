using AIOps.Contracts.Catalogue;
using AIOps.Server.Health;

namespace AIOps.Server.Web.Pages;

/// <summary>The small pages: health, services, login, and what was not found.</summary>
internal static class PlainPages
{
    public static Html Health(HealthView view) => Html.Of($"""
        <h1>Health: {view.Status}</h1>
        <div class="scroll"><table><thead><tr><th>Part</th><th>State</th><th>In words</th><th>What that means for automation</th></tr></thead><tbody>
        {view.Checks.Select(line => Html.Of($"""<tr><td>{line.Name}</td><td>{(line.Status switch { "healthy" => Words.Chip("✔", "in order", "good"), "degraded" => Words.Chip("◆", "degraded", "warn"), _ => Words.Chip("✕", "out of order", "alarm") })}</td><td>{line.Words}</td><td>{line.Automation}</td></tr>"""))}
        </tbody></table></div>
        """);

    public static Html Services(IReadOnlyList<ServiceEntry> services) => Html.Of($"""
        <h1>Services</h1>
        {(services.Count == 0
            ? Html.Of($"""<section class="calm"><p>The catalogue is empty: every service counts as tier 3 of no team, and only what telemetry tells is known.</p><p>Write <code>catalogue.yaml</code> into the data folder, or <code>PUT /api/v1/services/NAME</code>.</p></section>""")
            : Html.Of($"""<div class="scroll"><table><thead><tr><th>Service</th><th>Tier</th><th>Team</th><th>Environment</th><th>Depends on</th><th>Probes</th></tr></thead><tbody>{services.Select(service => Html.Of($"""<tr><td>{service.Workload}</td><td>{service.Tier}</td><td>{service.Team}</td><td>{service.Environment}</td><td>{string.Join(", ", service.DependsOn)}</td><td>{service.Probes.Count}</td></tr>"""))}</tbody></table></div>"""))}
        """);

    public static Html Login(string tokenFile, string? back, string? why) => Html.Of($"""
        <h1>Log in</h1>{Html.When(why is { Length: > 0 }, () => Html.Of($"""<p>{why}</p>"""))}
        <form class="login" method="post" action="/login"><input type="hidden" name="back" value="{back}">
        <label for="name">Your name, for the audit</label><input id="name" name="name" maxlength="64" autocomplete="username" required autofocus>
        <label for="token">Token</label><input id="token" name="token" type="password" autocomplete="current-password" required><p class="quiet">On the machine of the service: <code>cat {tokenFile}</code></p>
        <button class="primary">Log in</button></form>
        """);

    public static Html NotFound(string what, string id) => Html.Of($"""<h1>There is no {what} {id}</h1><p>It may have been merged, or its retention is over. <a href="/">Open incidents</a></p>""");
}
