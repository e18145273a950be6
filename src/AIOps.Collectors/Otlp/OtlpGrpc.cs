using System.Buffers.Binary;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace AIOps.Collectors.Otlp;

/// <summary>OTLP over gRPC: unary calls over Kestrel's HTTP/2 with a frame of five bytes (compressed flag, length) and the status in trailers.</summary>
internal sealed partial class OtlpGrpc(OtlpIntake intake, IngestAuthorization authorization, OtlpOptions options, BytesInFlight inFlight, CollectorInstruments instruments, ILogger<OtlpGrpc> logger)
{
    private const int Head = 5;
    private static readonly TimeSpan Busy = TimeSpan.FromSeconds(1);

    public async Task HandleAsync(HttpContext context)
    {
        context.Response.ContentType = "application/grpc";
        if (Signal(context.Request.Path.Value) is not { } signal)
        {
            Finish(context, GrpcStatus.Unimplemented, $"{context.Request.Path} is no OTLP service");
            return;
        }

        if (!authorization.IsAllowed(context))
        {
            instruments.OnRefused(Collector.Otlp, Refusal.Unauthorized);
            Finish(context, GrpcStatus.Unauthenticated, "send the token as metadata: authorization: Bearer <token>");
            return;
        }

        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = options.MaxBodyBytes + Head;
        }

        try
        {
            await AnswerAsync(context, signal).ConfigureAwait(false);
        }
        catch (Exception error) when (error is InvalidDataException or BadHttpRequestException)
        {
            instruments.OnRefused(Collector.Otlp, Refusal.Malformed);
            Finish(context, GrpcStatus.InvalidArgument, error.Message);
        }
        catch (Exception error) when (error is not OperationCanceledException && !context.RequestAborted.IsCancellationRequested)
        {
            instruments.OnFailure(Collector.Otlp);
            Log.RequestFailed(logger, error);
            Finish(context, GrpcStatus.Unavailable, "could not be taken now; repeat the request", Busy);
        }
    }

    private async Task AnswerAsync(HttpContext context, OtlpSignal signal)
    {
        using var body = new RequestBody(inFlight, options.MaxBodyBytes + Head);
        if (await body.ReadAsync(context.Request.Body, context.RequestAborted).ConfigureAwait(false) is { } refusal)
        {
            Refuse(context, refusal);
            return;
        }

        var frame = body.Bytes;
        if (frame.Length < Head || BinaryPrimitives.ReadUInt32BigEndian(frame.Span[1..]) != frame.Length - Head)
        {
            instruments.OnRefused(Collector.Otlp, Refusal.Malformed);
            Finish(context, GrpcStatus.InvalidArgument, "not exactly one gRPC message");
            return;
        }

        if (frame.Span[0] == 0)
        {
            await ReplyAsync(context, await intake.AcceptAsync(signal, frame[Head..], context.RequestAborted).ConfigureAwait(false)).ConfigureAwait(false);
            return;
        }

        if (context.Request.Headers["grpc-encoding"] != "gzip")
        {
            context.Response.Headers["grpc-accept-encoding"] = "identity,gzip";
            Finish(context, GrpcStatus.Unimplemented, $"grpc-encoding {context.Request.Headers["grpc-encoding"]} is not known; send gzip or none");
            return;
        }

        using var unpacked = new RequestBody(inFlight, options.MaxDecodedBytes);
        if (await unpacked.UnpackAsync(frame[Head..], context.RequestAborted).ConfigureAwait(false) is { } tooMuch)
        {
            Refuse(context, tooMuch);
            return;
        }

        await ReplyAsync(context, await intake.AcceptAsync(signal, unpacked.Bytes, context.RequestAborted).ConfigureAwait(false)).ConfigureAwait(false);
    }

    private void Refuse(HttpContext context, Refusal refusal)
    {
        instruments.OnRefused(Collector.Otlp, refusal);
        if (refusal == Refusal.Overload)
        {
            Finish(context, GrpcStatus.ResourceExhausted, "too many bytes in flight; repeat the request", Busy);
        }
        else
        {
            // Without RetryInfo a sender must not repeat it: it would be too large again.
            Finish(context, GrpcStatus.ResourceExhausted, $"the message is larger than {options.MaxBodyBytes} bytes, or {options.MaxDecodedBytes} unpacked; send smaller batches");
        }
    }

    private static async Task ReplyAsync(HttpContext context, OtlpOutcome outcome)
    {
        if (outcome.Malformed)
        {
            Finish(context, GrpcStatus.InvalidArgument, outcome.Message ?? "malformed");
            return;
        }

        if (outcome.RetryAfter is { } wait)
        {
            Finish(context, GrpcStatus.ResourceExhausted, outcome.Message ?? "busy", wait);
            return;
        }

        var message = OtlpAnswers.Response(outcome);
        var frame = new byte[Head + message.Length];
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(1), (uint)message.Length);
        message.CopyTo(frame, Head);
        await context.Response.Body.WriteAsync(frame, context.RequestAborted).ConfigureAwait(false);
        Finish(context, GrpcStatus.Ok, "");
    }

    private static void Finish(HttpContext context, int status, string message, TimeSpan? retryAfter = null)
    {
        if (!context.Response.SupportsTrailers())
        {
            context.Response.StatusCode = StatusCodes.Status505HttpVersionNotsupported;
            return;
        }

        context.Response.AppendTrailer("grpc-status", status.ToString());
        if (message.Length > 0)
        {
            // gRPC asks for percent-encoding of what is not printable ASCII.
            context.Response.AppendTrailer("grpc-message", Uri.EscapeDataString(message).Replace("%20", " ", StringComparison.Ordinal));
        }

        if (retryAfter is not null)
        {
            context.Response.AppendTrailer("grpc-status-details-bin", Convert.ToBase64String(OtlpAnswers.Status(status, message, retryAfter)));
        }
    }

    private static OtlpSignal? Signal(string? path) => path switch
    {
        "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export" => OtlpSignal.Metrics,
        "/opentelemetry.proto.collector.logs.v1.LogsService/Export" => OtlpSignal.Logs,
        "/opentelemetry.proto.collector.trace.v1.TraceService/Export" => OtlpSignal.Traces,
        _ => null,
    };

    private static partial class Log
    {
        [LoggerMessage(211, LogLevel.Warning, "An OTLP/gRPC request failed; its sender was told to repeat it")]
        public static partial void RequestFailed(ILogger logger, Exception error);
    }
}
