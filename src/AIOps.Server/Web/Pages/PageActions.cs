using AIOps.Contracts.Incidents;
using AIOps.Contracts.Runs;
using AIOps.Server.Web.Access;
using AIOps.Server.Web.Api;
using Microsoft.Extensions.Options;

namespace AIOps.Server.Web.Pages;

/// <summary>What the console's forms do: the same commands as the API, answered by the page they came from.</summary>
internal static class PageActions
{
    private static readonly Dictionary<string, (IncidentAction Action, bool NeedsNote)> Verbs = new(StringComparer.Ordinal)
    {
        ["ack"] = (IncidentAction.Acknowledge, false),
        ["resolve"] = (IncidentAction.Resolve, false),
        ["close"] = (IncidentAction.Close, false),
        ["reopen"] = (IncidentAction.Reopen, false),
        ["cancel"] = (IncidentAction.Cancel, true),
        ["merge"] = (IncidentAction.Merge, false),
        ["note"] = (IncidentAction.Note, true),
    };

    public static void Map(RouteGroupBuilder pages)
    {
        pages.MapPost("/incidents/{id}/{verb}", IncidentAsync).ExcludeFromDescription();
        pages.MapPost("/runs/{id}/{verb}", RunAsync).ExcludeFromDescription();
        pages.MapPost("/kill-switches/{verb}", SwitchAsync).ExcludeFromDescription();
    }

    /// <summary>Login and logout need no token beforehand, so they stand outside the guarded group.</summary>
    public static void MapLogin(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapPost("/login", LoginAsync).ExcludeFromDescription();
        endpoints.MapPost("/logout", (HttpContext http) =>
        {
            http.Response.Cookies.Delete(Session.Cookie);
            return See("/");
        }).ExcludeFromDescription();
    }

    private static async Task<IResult> IncidentAsync(string id, string verb, HttpContext http, IncidentCommands commands, WebInstruments instruments, TimeProvider time)
    {
        if (!Verbs.TryGetValue(verb, out var known))
        {
            return TypedResults.NotFound();
        }

        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        var request = new CommandRequest(Text(form["note"]), Text(form["into"]));
        var (command, problem) = IncidentEndpoints.Make(id, known.Action, known.NeedsNote, request, (string)http.Items[AccessFilter.ActorItem]!, instruments, time.GetUtcNow());
        if (command is null)
        {
            return problem!;
        }

        var answer = await commands.SendAsync(command, http.RequestAborted);
        return Back($"/incidents/{Uri.EscapeDataString(id)}", answer.Outcome, answer.Refusal);
    }

    private static async Task<IResult> RunAsync(string id, string verb, HttpContext http, RunCommands commands)
    {
        if (Bounds.CheckId(id) is { } problem)
        {
            return problem;
        }

        RunAction? action = verb switch { "approve" => RunAction.Approve, "reject" => RunAction.Reject, "cancel" => RunAction.Cancel, _ => null };
        if (action is null)
        {
            return TypedResults.NotFound();
        }

        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        var answer = await commands.SendAsync(id, action.Value, (string)http.Items[AccessFilter.ActorItem]!, Text(form["planHash"]), "", http.RequestAborted);
        return Back(Text(form["incident"]) is { } incident ? $"/incidents/{Uri.EscapeDataString(incident)}" : $"/runs/{Uri.EscapeDataString(id)}", answer.Outcome, answer.Refusal);
    }

    private static async Task<IResult> SwitchAsync(string verb, HttpContext http, KillSwitches switches, WebInstruments instruments)
    {
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        var (scope, reason, actor) = (Text(form["scope"]) ?? "", Text(form["reason"]), (string)http.Items[AccessFilter.ActorItem]!);
        if (Bounds.CheckNote(instruments, reason) is { } problem)
        {
            return problem;
        }

        switch (verb)
        {
            case "pull" when KillSwitches.IsScope(scope) && !string.IsNullOrWhiteSpace(reason):
                await switches.PullAsync(scope, actor, reason, http.RequestAborted);
                return Back("/runs", CommandOutcome.Applied, null);
            case "lift" when KillSwitches.IsScope(scope):
                return Back("/runs", await switches.LiftAsync(scope, actor, http.RequestAborted) ? CommandOutcome.Applied : CommandOutcome.NotFound, null);
            case "pull" or "lift":
                return Back("/runs", CommandOutcome.Refused, "a scope is global, service:NAME or runbook:ID, and a kill switch needs a reason");
            default:
                return TypedResults.NotFound();
        }
    }

    private static async Task<IResult> LoginAsync(HttpContext http, AccessToken token, IOptions<WebOptions> options, WebInstruments instruments, System.Threading.RateLimiting.RateLimiter limiter, TimeProvider time)
    {
        using (var lease = limiter.AttemptAcquire())
        {
            if (!lease.IsAcquired)
            {
                instruments.OnLimit("calls-per-second");
                return Problems.TooMany("Web:CallsPerSecond", "try again in a second");
            }
        }

        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        var back = Text(form["back"]) is { } path && path.StartsWith('/') && !path.StartsWith("//", StringComparison.Ordinal) && !path.Contains('\\', StringComparison.Ordinal) ? path : "/";
        if (!token.Matches((Text(form["token"]) ?? "").Trim()))
        {
            instruments.OnLogin(accepted: false);
            return See($"/login?why={Uri.EscapeDataString("That is not the token.")}&back={Uri.EscapeDataString(back)}");
        }

        instruments.OnLogin(accepted: true);
        var ends = time.GetUtcNow() + options.Value.SessionTerm;
        http.Response.Cookies.Append(Session.Cookie, Session.Write(token.SessionKey, Caller.Clean(form["name"]), ends), new CookieOptions
        {
            HttpOnly = true,
            SameSite = SameSiteMode.Strict,
            Secure = http.Request.IsHttps,
            Expires = ends,
            Path = "/",
            IsEssential = true,
        });
        return See(back);
    }

    private static SeeOther Back(string path, CommandOutcome outcome, string? refusal) => outcome switch
    {
        CommandOutcome.Applied => See($"{path}?said=done"),
        CommandOutcome.Pending => See($"{path}?said=pending"),
        CommandOutcome.NotFound => See(path),
        _ => See($"{path}?refused={Uri.EscapeDataString(refusal ?? "")}"),
    };

    private static SeeOther See(string path) => new(path);

    private static string? Text(Microsoft.Extensions.Primitives.StringValues value) => value.ToString() is { Length: > 0 } text ? text : null;
}
