namespace AIOps.Server.Web.Pages;

/// <summary>What is around every page.</summary>
internal static class Frame
{
    public static Html Page(string title, string here, string? actor, Html content, string? said = null, bool failed = false) => Html.Of($"""
        <!doctype html>
        <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">
        <title>{title} · AIOps</title><link rel="stylesheet" href="/assets/app.css"><link rel="icon" href="/assets/icon.svg" type="image/svg+xml"><script type="module" src="/assets/app.js"></script></head>
        <body><a class="skip" href="#content">Skip to the content</a>
        <header><nav aria-label="Pages"><a class="brand" href="/">AIOps</a>{Link("/", "Incidents", here)}{Link("/runs", "Runs", here)}{Link("/services", "Services", here)}{Link("/health", "Health", here)}</nav>
        <p class="status"><span id="live" role="status">not live</span> <span class="quiet">UTC <span id="clock"></span></span> {Who(actor)}</p></header>
        <main id="content" tabindex="-1">{Html.When(said is not null, () => Html.Of($"""<p class="said {(failed ? "alarm" : "good")}" role="status">{said}</p>"""))}{content}</main></body></html>
        """);

    private static Html Link(string path, string name, string here) =>
        path == here ? Html.Of($"""<a href="{path}" aria-current="page">{name}</a>""") : Html.Of($"""<a href="{path}">{name}</a>""");

    private static Html Who(string? actor) => actor is null
        ? Html.Of($"""<a class="button small" href="/login">Log in to act</a>""")
        : Html.Of($"""<form method="post" action="/logout"><span class="quiet">{actor}</span> <button class="small">Log out</button></form>""");
}
