using System.Net;
using AIOps.Contracts.Storage;
using Microsoft.Extensions.Options;

namespace AIOps.Server.Web.Access;

/// <summary>
/// Stands before routing: refuses foreign Host headers (DNS rebinding) and foreign origins (CSRF), sets the security headers,
/// and turns what escapes an endpoint into problem details.
/// </summary>
internal sealed partial class RequestGuard(RequestDelegate next, IOptions<WebOptions> options, WebInstruments instruments, ILogger<RequestGuard> logger)
{
    private const string Policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
    private readonly HashSet<string> _hosts = new([.. options.Value.Hosts, "localhost", Environment.MachineName], StringComparer.OrdinalIgnoreCase);

    public async Task InvokeAsync(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        if (await IsForeignAsync(context))
        {
            return;
        }

        try
        {
            await next(context);
            await ExplainAsync(context);
        }
        catch (BadHttpRequestException bad) when (!context.Response.HasStarted)
        {
            CountBody(bad.StatusCode);
            var detail = bad.InnerException is System.Text.Json.JsonException json ? $"{bad.Message} {json.Message}" : bad.Message;
            await WriteAsync(context, bad.StatusCode, "bad-request", detail, context.Request.Path, null, "the shapes are in /openapi/v1.json");
        }
        catch (StoreUnavailableException away) when (!context.Response.HasStarted)
        {
            Log.StoreAway(logger, context.Request.Path, away);
            context.Response.Headers.RetryAfter = "2";
            await WriteAsync(context, StatusCodes.Status503ServiceUnavailable, "store-unavailable", "The store cannot be reached; nothing was changed and automation stands still.", "store", null, "see /readyz for the cause, then try again");
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // the caller went away
        }
        catch (Exception bug) when (!context.Response.HasStarted)
        {
            Log.Bug(logger, context.Request.Method, context.Request.Path, bug);
            await WriteAsync(context, StatusCodes.Status500InternalServerError, "bug", "This is a defect of aiops; the log has the details.", context.Request.Path, context.TraceIdentifier, "search the log for this value");
        }
        finally
        {
            instruments.OnAnswered(context.Response.StatusCode);
        }
    }

    private async Task<bool> IsForeignAsync(HttpContext context)
    {
        var host = context.Request.Host.Host;
        // who shows a token is no page that was lured to our address: rebinding gains nothing there
        if (!context.Request.Headers.ContainsKey("Authorization") && !IPAddress.TryParse(host.Trim('[', ']'), out _) && !_hosts.Contains(host))
        {
            instruments.OnRefused("host");
            await WriteAsync(context, StatusCodes.Status421MisdirectedRequest, "foreign-host", "This Host header is not one of ours; a page elsewhere may have been pointed here (DNS rebinding).", "Host", host, "add the name to Web:Hosts when it is right");
            return true;
        }

        if (HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method) || HttpMethods.IsOptions(context.Request.Method))
        {
            return false;
        }

        var origin = context.Request.Headers.Origin.ToString();
        var site = context.Request.Headers["Sec-Fetch-Site"].ToString();
        var ours = $"{context.Request.Scheme}://{context.Request.Host}";
        // localhost:3000 is the same site as we are, but not the same origin
        var foreign = origin.Length > 0 ? !origin.Equals(ours, StringComparison.OrdinalIgnoreCase) : site == "same-site";
        if (foreign || site == "cross-site")
        {
            instruments.OnRefused("origin");
            await WriteAsync(context, StatusCodes.Status403Forbidden, "foreign-origin", "A page of another origin may not change anything here (CSRF).", "Origin", origin, "use the console or a client that is no browser");
            return true;
        }

        return false;
    }

    private Task ExplainAsync(HttpContext context)
    {
        var response = context.Response;
        if (response.StatusCode < 400 || response.HasStarted || response.ContentType is not null || response.ContentLength is not null)
        {
            return Task.CompletedTask;
        }

        CountBody(response.StatusCode);
        return response.StatusCode switch
        {
            StatusCodes.Status404NotFound => WriteAsync(context, 404, "not-found", "There is nothing at this address.", "path", context.Request.Path, "the API is described in /openapi/v1.json, the console begins at /"),
            StatusCodes.Status405MethodNotAllowed => WriteAsync(context, 405, "method-not-allowed", "This address does not take this method.", "method", context.Request.Method, $"use {response.Headers.Allow}"),
            StatusCodes.Status413PayloadTooLarge => WriteAsync(context, 413, "too-large", "The body is longer than this address takes.", "body", null, "send less at once"),
            StatusCodes.Status415UnsupportedMediaType => WriteAsync(context, 415, "wrong-type", "This address does not take this type of content.", "Content-Type", context.Request.ContentType, "send application/json"),
            _ => Task.CompletedTask,
        };
    }

    private void CountBody(int status)
    {
        if (status == StatusCodes.Status413PayloadTooLarge)
        {
            instruments.OnLimit("body");
        }
    }

    private static Task WriteAsync(HttpContext context, int status, string kind, string detail, string place, string? value, string remedy)
    {
        context.Response.StatusCode = status;
        return Problems.Make(status, kind, detail, place, value, remedy).ExecuteAsync(context);
    }

    private static partial class Log
    {
        [LoggerMessage(700, LogLevel.Error, "A request failed: {Method} {Path}")]
        public static partial void Bug(ILogger logger, string method, string path, Exception exception);

        [LoggerMessage(701, LogLevel.Warning, "The store is away: {Path}")]
        public static partial void StoreAway(ILogger logger, string path, Exception exception);
    }
}
