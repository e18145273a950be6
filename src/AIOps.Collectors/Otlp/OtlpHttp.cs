using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace AIOps.Collectors.Otlp;

/// <summary>OTLP over HTTP: <c>POST /v1/metrics|logs|traces</c> in protobuf or JSON, plain or gzip.</summary>
internal sealed partial class OtlpHttp(OtlpIntake intake, IngestAuthorization authorization, OtlpOptions options, BytesInFlight inFlight, CollectorInstruments instruments, ILogger<OtlpHttp> logger)
{
    private const string Protobuf = "application/x-protobuf";
    private const string Json = "application/json";
    private static readonly TimeSpan Busy = TimeSpan.FromSeconds(1);

    public async Task HandleAsync(HttpContext context)
    {
        var type = context.Request.ContentType?.Split(';', 2)[0].Trim();
        var json = type == Json;
        OtlpSignal? signal = context.Request.Path.Value switch { "/v1/metrics" => OtlpSignal.Metrics, "/v1/logs" => OtlpSignal.Logs, "/v1/traces" => OtlpSignal.Traces, _ => null };
        if (signal is null)
        {
            await FailAsync(context, json, StatusCodes.Status404NotFound, $"{context.Request.Path} is not served; POST to /v1/metrics, /v1/logs or /v1/traces").ConfigureAwait(false);
            return;
        }

        if (!HttpMethods.IsPost(context.Request.Method))
        {
            context.Response.Headers.Allow = "POST";
            await FailAsync(context, json, StatusCodes.Status405MethodNotAllowed, $"{context.Request.Method} is not served; use POST").ConfigureAwait(false);
            return;
        }

        if (!authorization.IsAllowed(context))
        {
            instruments.OnRefused(Collector.Otlp, Refusal.Unauthorized);
            context.Response.Headers.WWWAuthenticate = "Bearer";
            await FailAsync(context, json, StatusCodes.Status401Unauthorized, "send the token: Authorization: Bearer <token>").ConfigureAwait(false);
            return;
        }

        if (!json && type != Protobuf)
        {
            await FailAsync(context, json, StatusCodes.Status415UnsupportedMediaType, $"Content-Type {type} is not known; send {Protobuf} or {Json}").ConfigureAwait(false);
            return;
        }

        try
        {
            await AnswerAsync(context, signal.Value, json).ConfigureAwait(false);
        }
        catch (BadHttpRequestException error)
        {
            instruments.OnRefused(Collector.Otlp, error.StatusCode switch { StatusCodes.Status413PayloadTooLarge => Refusal.TooLarge, StatusCodes.Status408RequestTimeout => Refusal.Slow, _ => Refusal.Malformed });
            await FailAsync(context, json, error.StatusCode, error.Message).ConfigureAwait(false);
        }
        catch (Exception error) when (error is InvalidDataException or JsonException or FormatException)
        {
            instruments.OnRefused(Collector.Otlp, Refusal.Malformed);
            await FailAsync(context, json, StatusCodes.Status400BadRequest, error.Message).ConfigureAwait(false);
        }
        catch (Exception error) when (error is not OperationCanceledException && !context.RequestAborted.IsCancellationRequested && !context.Response.HasStarted)
        {
            instruments.OnFailure(Collector.Otlp);
            Log.RequestFailed(logger, error);
            context.Response.Headers.RetryAfter = "1";
            await FailAsync(context, json, StatusCodes.Status503ServiceUnavailable, "could not be taken now; repeat the request").ConfigureAwait(false);
        }
    }

    private async Task AnswerAsync(HttpContext context, OtlpSignal signal, bool json)
    {
        var encoding = context.Request.Headers.ContentEncoding.ToString();
        if (encoding is not ("" or "identity" or "gzip"))
        {
            await FailAsync(context, json, StatusCodes.Status415UnsupportedMediaType, $"Content-Encoding {encoding} is not known; send gzip or none").ConfigureAwait(false);
            return;
        }

        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = options.MaxBodyBytes;
        }

        using var body = new RequestBody(inFlight, encoding == "gzip" ? options.MaxDecodedBytes : options.MaxBodyBytes);
        Refusal? refusal;
        if (encoding == "gzip")
        {
            using var gzip = new GZipStream(context.Request.Body, CompressionMode.Decompress, leaveOpen: true);
            refusal = await body.ReadAsync(gzip, context.RequestAborted).ConfigureAwait(false);
        }
        else
        {
            refusal = await body.ReadAsync(context.Request.Body, context.RequestAborted).ConfigureAwait(false);
        }

        if (refusal is { } reason)
        {
            instruments.OnRefused(Collector.Otlp, reason);
            if (reason == Refusal.Overload)
            {
                await BusyAsync(context, json, Busy, "too many bytes in flight; repeat the request").ConfigureAwait(false);
                return;
            }

            await FailAsync(context, json, StatusCodes.Status413PayloadTooLarge, $"the body is larger than {options.MaxBodyBytes} bytes, or {options.MaxDecodedBytes} unpacked; send smaller batches").ConfigureAwait(false);
            return;
        }

        var request = json ? JsonTranscoder.ToProtobuf(body.Bytes.Span, signal) : body.Bytes;
        var outcome = await intake.AcceptAsync(signal, request, context.RequestAborted).ConfigureAwait(false);
        if (outcome.Malformed)
        {
            await FailAsync(context, json, StatusCodes.Status400BadRequest, outcome.Message ?? "malformed").ConfigureAwait(false);
        }
        else if (outcome.RetryAfter is { } wait)
        {
            await BusyAsync(context, json, wait, outcome.Message ?? "busy").ConfigureAwait(false);
        }
        else
        {
            await WriteAsync(context, StatusCodes.Status200OK, json, json ? OtlpAnswers.JsonResponse(signal, outcome) : OtlpAnswers.Response(outcome)).ConfigureAwait(false);
        }
    }

    private static Task BusyAsync(HttpContext context, bool json, TimeSpan wait, string message)
    {
        context.Response.Headers.RetryAfter = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        return FailAsync(context, json, StatusCodes.Status429TooManyRequests, message);
    }

    private static Task FailAsync(HttpContext context, bool json, int status, string message)
    {
        var code = status switch
        {
            StatusCodes.Status400BadRequest => GrpcStatus.InvalidArgument,
            StatusCodes.Status401Unauthorized => GrpcStatus.Unauthenticated,
            StatusCodes.Status413PayloadTooLarge or StatusCodes.Status429TooManyRequests => GrpcStatus.ResourceExhausted,
            StatusCodes.Status503ServiceUnavailable => GrpcStatus.Unavailable,
            _ => GrpcStatus.Unimplemented,
        };
        return WriteAsync(context, status, json, json ? OtlpAnswers.JsonStatus(code, message) : OtlpAnswers.Status(code, message, null));
    }

    private static async Task WriteAsync(HttpContext context, int status, bool json, byte[] body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = json ? Json : Protobuf;
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body, context.RequestAborted).ConfigureAwait(false);
    }

    private static partial class Log
    {
        [LoggerMessage(212, LogLevel.Warning, "An OTLP/HTTP request failed; its sender was told to repeat it")]
        public static partial void RequestFailed(ILogger logger, Exception error);
    }
}
