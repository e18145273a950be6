using System.Text.Json;
using AIOps.Collectors.Otlp;
using AIOps.Contracts.Events;
using AIOps.Contracts.Serialization;
using AIOps.Contracts.Telemetry;
using Microsoft.AspNetCore.Http;

namespace AIOps.Collectors.Alerts;

/// <summary>
/// The endpoints for alerts, changes and heartbeats. Overload is 503 with Retry-After and never 4xx: Alertmanager gives up on those.
/// </summary>
internal sealed class SignalIntake(
    SignalOptions options, AlertSubject subject, HeartbeatBook hearts, SignalRate rate, IngestAuthorization authorization, BytesInFlight inFlight, ITelemetrySink sink, CollectorInstruments instruments, TimeProvider time)
{
    public async Task AlertmanagerAsync(HttpContext context)
    {
        using var body = new RequestBody(inFlight, options.MaxBodyBytes);
        if (!await EnterAsync(context, body, Collector.Alerts).ConfigureAwait(false))
        {
            return;
        }

        AlertmanagerMessage? message;
        try
        {
            message = JsonSerializer.Deserialize<AlertmanagerMessage>(body.Bytes.Span, AIOpsJson.Options);
        }
        catch (JsonException error)
        {
            await MalformedAsync(context, Collector.Alerts, $"no Alertmanager webhook of version 4: {error.Message}").ConfigureAwait(false);
            return;
        }

        var alerts = message?.Alerts ?? [];
        if (alerts.Count > options.MaxAlertsPerRequest)
        {
            instruments.OnRefused(Collector.Alerts, Refusal.TooLarge, alerts.Count - options.MaxAlertsPerRequest);
        }

        if (Echo.Is(context.Request.Headers[Echo.Header]) || Echo.IsIn(message?.CommonAnnotations) || Echo.IsIn(message?.CommonLabels))
        {
            instruments.OnRefused(Collector.Alerts, Refusal.Echo, Math.Max(1, alerts.Count));
            return;
        }

        var authenticated = authorization.IsAuthenticated(context);
        var taken = alerts.Take(options.MaxAlertsPerRequest).ToList();
        if (!rate.TryTake(taken.Count))
        {
            await BusyAsync(context, Collector.Alerts, taken.Count).ConfigureAwait(false);
            return;
        }

        foreach (var alert in taken)
        {
            if (alert is null || AlertReader.Read(alert, subject, authenticated, time.GetUtcNow()) is not { } read)
            {
                instruments.OnRefused(Collector.Alerts, Refusal.Malformed);
            }
            else if (Echo.IsIn(alert.Annotations) || Echo.IsIn(alert.Labels))
            {
                instruments.OnRefused(Collector.Alerts, Refusal.Echo);
            }
            else if (!await TellAsync(context, read, Collector.Alerts).ConfigureAwait(false))
            {
                return;
            }
        }
    }

    public async Task ChangeAsync(HttpContext context)
    {
        using var body = new RequestBody(inFlight, options.MaxBodyBytes);
        if (!await EnterAsync(context, body, Collector.Changes).ConfigureAwait(false))
        {
            return;
        }

        ChangeEvent? change;
        string mistake;
        try
        {
            using var document = JsonDocument.Parse(body.Bytes, new JsonDocumentOptions { MaxDepth = 32 });
            change = ChangeReader.Read(document.RootElement, subject, authorization.IsAuthenticated(context), time.GetUtcNow(), out mistake);
        }
        catch (JsonException error)
        {
            (change, mistake) = (null, $"the body is no JSON: {error.Message}");
        }

        if (change is null)
        {
            await MalformedAsync(context, Collector.Changes, mistake).ConfigureAwait(false);
            return;
        }

        if (Echo.Is(change.CausalityId) || Echo.Is(context.Request.Headers[Echo.Header]))
        {
            instruments.OnRefused(Collector.Changes, Refusal.Echo);
            context.Response.StatusCode = StatusCodes.Status202Accepted;
            return;
        }

        if (!rate.TryTake(1))
        {
            await BusyAsync(context, Collector.Changes, 1).ConfigureAwait(false);
            return;
        }

        if (await TellAsync(context, change, Collector.Changes).ConfigureAwait(false))
        {
            context.Response.StatusCode = StatusCodes.Status202Accepted;
            await context.Response.WriteAsJsonAsync(new Dictionary<string, string>(StringComparer.Ordinal) { ["id"] = change.Id, ["workload"] = change.Entity.Workload }, context.RequestAborted).ConfigureAwait(false);
        }
    }

    public async Task HeartbeatAsync(HttpContext context)
    {
        if (!authorization.IsAllowed(context))
        {
            await UnauthorizedAsync(context, Collector.Heartbeats).ConfigureAwait(false);
            return;
        }

        var name = context.Request.RouteValues["name"] as string ?? "";
        if (hearts.Beat(name, authorization.IsAuthenticated(context), time.GetUtcNow()))
        {
            instruments.OnAccepted(Collector.Heartbeats, 1);
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return;
        }

        instruments.OnRefused(Collector.Heartbeats, Refusal.Missing);
        await ProblemAsync(context, StatusCodes.Status404NotFound, $"nobody expects heartbeat \"{Texts.Cut(name, 64)}\"; add it to Collectors:Signals:Heartbeats").ConfigureAwait(false);
    }

    private async Task<bool> EnterAsync(HttpContext context, RequestBody body, Collector collector)
    {
        if (!authorization.IsAllowed(context))
        {
            await UnauthorizedAsync(context, collector).ConfigureAwait(false);
            return false;
        }

        // Only JSON by name: a page in a browser cannot send that to another origin without asking first.
        var type = context.Request.ContentType?.Split(';', 2)[0].Trim();
        if (type is not ("application/json" or "application/cloudevents+json"))
        {
            await ProblemAsync(context, StatusCodes.Status415UnsupportedMediaType, $"Content-Type {type} is not known; send application/json").ConfigureAwait(false);
            return false;
        }

        var refusal = await body.ReadAsync(context.Request.Body, context.RequestAborted).ConfigureAwait(false);
        if (refusal == Refusal.Overload)
        {
            await BusyAsync(context, collector, 1).ConfigureAwait(false);
        }
        else if (refusal is { } reason)
        {
            instruments.OnRefused(collector, reason);
            await ProblemAsync(context, StatusCodes.Status413PayloadTooLarge, $"the body is larger than {options.MaxBodyBytes} bytes; send fewer at once").ConfigureAwait(false);
        }

        return refusal is null;
    }

    private async Task<bool> TellAsync(HttpContext context, ExternalSignal signal, Collector collector)
    {
        var result = await sink.AcceptAsync(signal, context.RequestAborted).ConfigureAwait(false);
        if (result.RetryAfter is not null)
        {
            // Those before are safe; a repeat of them changes nothing.
            await BusyAsync(context, collector, 1).ConfigureAwait(false);
            return false;
        }

        instruments.OnAccepted(collector, 1);
        return true;
    }

    private Task UnauthorizedAsync(HttpContext context, Collector collector)
    {
        instruments.OnRefused(collector, Refusal.Unauthorized);
        context.Response.Headers.WWWAuthenticate = "Bearer realm=\"aiops\"";
        return ProblemAsync(context, StatusCodes.Status401Unauthorized, "send the token: Authorization: Bearer <token>");
    }

    private Task MalformedAsync(HttpContext context, Collector collector, string detail)
    {
        instruments.OnRefused(collector, Refusal.Malformed);
        return ProblemAsync(context, StatusCodes.Status400BadRequest, detail);
    }

    private Task BusyAsync(HttpContext context, Collector collector, int items)
    {
        instruments.OnRefused(collector, Refusal.Overload, items);
        context.Response.Headers.RetryAfter = "2";
        return ProblemAsync(context, StatusCodes.Status503ServiceUnavailable, "too much at once; repeat the request");
    }

    private static Task ProblemAsync(HttpContext context, int status, string detail)
    {
        context.Response.StatusCode = status;
        var problem = new Dictionary<string, object>(StringComparer.Ordinal) { ["type"] = "about:blank", ["status"] = status, ["detail"] = detail };
        return context.Response.WriteAsJsonAsync(problem, AIOpsJson.Options, "application/problem+json", context.RequestAborted);
    }
}
