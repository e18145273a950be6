using System.Globalization;
using System.Text;
using AIOps.Contracts.Events;
using AIOps.Contracts.Storage;
using Microsoft.Extensions.Options;

namespace AIOps.Server.Web.Api;

/// <summary>Server-sent events: every event of the table as it is appended, continued from <c>Last-Event-ID</c>.</summary>
internal sealed class StreamEndpoints(IOperationalStore store, EventFeed feed, IOptions<WebOptions> options, WebInstruments instruments, TimeProvider time, IHostApplicationLifetime lifetime)
{
    private const int MaxReplay = 5_000;
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);
    private int _open;

    public static void Map(RouteGroupBuilder api) =>
        api.MapGet("/stream", (StreamEndpoints stream, HttpContext http, string? topics = null) => stream.RunAsync(http, topics)).WithTags("Stream").WithName("Stream")
            .WithSummary("Events as they happen (text/event-stream). topics: some of incident, run, anomaly, change, alert. An event named reset means: read the lists again.").Produces<string>(contentType: "text/event-stream");

    private static string Topic(StoredEvent occurred) => occurred.Type switch
    {
        EventTypes.IncidentOpened or EventTypes.IncidentChanged or EventTypes.IncidentCommanded or EventTypes.IncidentCommandRejected => "incident",
        EventTypes.RunChanged or EventTypes.RunCommanded => "run",
        EventTypes.AnomalyRaised or EventTypes.AnomalyUpdated or EventTypes.AnomalyCleared => "anomaly",
        EventTypes.ChangeObserved => "change",
        EventTypes.AlertReceived => "alert",
        _ => "other",
    };

    private async Task<IResult> RunAsync(HttpContext http, string? topics)
    {
        if (Interlocked.Increment(ref _open) > options.Value.MaxStreams)
        {
            Interlocked.Decrement(ref _open);
            instruments.OnLimit("streams");
            http.Response.Headers.RetryAfter = "5";
            return Problems.Make(StatusCodes.Status503ServiceUnavailable, "too-many", "Too many live streams are open.", "Web:MaxStreams", $"{options.Value.MaxStreams}", "close some, or raise the bound");
        }

        instruments.OnStreamOpened();
        try
        {
            var wanted = topics?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).ToHashSet(StringComparer.OrdinalIgnoreCase);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, lifetime.ApplicationStopping);
            await FollowAsync(http, wanted, either.Token);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested || lifetime.ApplicationStopping.IsCancellationRequested)
        {
            // the listener left, or we do
        }
        finally
        {
            Interlocked.Decrement(ref _open);
            instruments.OnStreamClosed();
        }

        return TypedResults.Empty;
    }

    private async Task FollowAsync(HttpContext http, HashSet<string>? wanted, CancellationToken cancellationToken)
    {
        using var subscription = await feed.SubscribeAsync(cancellationToken);
        http.Response.ContentType = "text/event-stream; charset=utf-8";
        http.Response.Headers.CacheControl = "no-store";
        await WriteAsync(http, "retry: 2000\n\n", cancellationToken);
        var last = subscription.From;
        if (long.TryParse(http.Request.Headers["Last-Event-ID"], NumberStyles.None, CultureInfo.InvariantCulture, out var seen) && seen < last)
        {
            var missed = await store.ReadEventsAsync(seen, MaxReplay + 1, cancellationToken);
            if (missed.Count > MaxReplay)
            {
                await WriteAsync(http, $"event: reset\nid: {last}\ndata: {{}}\n\n", cancellationToken);
            }
            else
            {
                foreach (var occurred in missed.Where(occurred => occurred.Id <= last))
                {
                    await SendAsync(http, occurred, wanted, cancellationToken);
                }
            }
        }

        while (true)
        {
            using var pause = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var more = subscription.Events.WaitToReadAsync(pause.Token).AsTask();
            var beat = Task.Delay(Heartbeat, time, pause.Token);
            if (await Task.WhenAny(more, beat) == beat)
            {
                await pause.CancelAsync();
                cancellationToken.ThrowIfCancellationRequested();
                await WriteAsync(http, ":\n\n", cancellationToken);
                if (await WasCancelledAsync(more))
                {
                    continue;
                }
            }

            var goesOn = await more;
            await pause.CancelAsync();
            if (!goesOn)
            {
                // it did not keep up: the browser comes back with the last id that it saw
                return;
            }

            while (subscription.Events.TryRead(out var occurred))
            {
                await SendAsync(http, occurred, wanted, cancellationToken);
            }
        }
    }

    private static async Task<bool> WasCancelledAsync(Task<bool> wait)
    {
        try
        {
            await wait;
            return false;
        }
        catch (OperationCanceledException)
        {
            return true;
        }
    }

    private static Task SendAsync(HttpContext http, StoredEvent occurred, HashSet<string>? wanted, CancellationToken cancellationToken)
    {
        var topic = Topic(occurred);
        if (wanted is not null && !wanted.Contains(topic))
        {
            return Task.CompletedTask;
        }

        // payloads are JSON on one line; a line break inside would end the field
        var text = new StringBuilder().Append("event: ").Append(topic).Append("\nid: ").Append(occurred.Id)
            .Append("\ndata: {\"type\":\"").Append(occurred.Type).Append("\",\"stream\":").Append(System.Text.Json.JsonSerializer.Serialize(occurred.Stream))
            .Append(",\"at\":").Append(occurred.AtMs).Append(",\"payload\":").Append(occurred.Payload.ReplaceLineEndings(" ")).Append("}\n\n");
        return WriteAsync(http, text.ToString(), cancellationToken);
    }

    private static async Task WriteAsync(HttpContext http, string text, CancellationToken cancellationToken)
    {
        await http.Response.WriteAsync(text, cancellationToken);
        await http.Response.Body.FlushAsync(cancellationToken);
    }
}
