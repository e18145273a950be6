using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;

namespace AIOps.Server.Web.Access;

/// <summary>Stands before every endpoint of API and console: rate first, then who may.</summary>
internal sealed class AccessFilter(Caller caller, RateLimiter limiter, WebInstruments instruments, IOptions<WebOptions> options) : IEndpointFilter
{
    public const string ActorItem = "aiops.actor";

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        if (!Take())
        {
            instruments.OnLimit("calls-per-second");
            http.Response.Headers.RetryAfter = "1";
            return Problems.TooMany("Web:CallsPerSecond", $"call again in a second; {options.Value.CallsPerSecond} calls a second are answered");
        }

        if (HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method))
        {
            return caller.MayRead(http) ? await next(context) : Refuse(http, "reading from another machine needs the token");
        }

        if (!caller.MayChange(http, out var actor))
        {
            return Refuse(http, "a change of state needs the token");
        }

        http.Items[ActorItem] = actor;
        return await next(context);
    }

    private bool Take()
    {
        using var lease = limiter.AttemptAcquire();
        return lease.IsAcquired;
    }

    private IResult Refuse(HttpContext http, string why)
    {
        instruments.OnRefused("no-token");
        if (http.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase))
        {
            return new Pages.SeeOther("/login?why=" + Uri.EscapeDataString(why));
        }

        http.Response.Headers.WWWAuthenticate = "Bearer realm=\"aiops\"";
        return Problems.Make(StatusCodes.Status401Unauthorized, "no-token", $"Not allowed: {why}.", "Authorization", null, "send Authorization: Bearer with the content of <data>/token");
    }
}
