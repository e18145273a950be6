using System.Diagnostics;
using System.Globalization;
using AIOps.Remediation.Planning;
using AIOps.Remediation.Resilience;

namespace AIOps.Remediation.Steps;

/// <summary>Sends one HTTP request. Redirects are not followed: an answer must come from the address that was approved.</summary>
internal sealed class HttpExecutor : IStepExecutor
{
    private const int MaxBody = 64 * 1024;
    private static readonly HttpClient Client = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false, PooledConnectionLifetime = TimeSpan.FromMinutes(1) }) { Timeout = Timeout.InfiniteTimeSpan };

    public bool NeedsGuard => false;

    public string EndpointOf(ResolvedStep step) => Uri.TryCreate(step.Text("url"), UriKind.Absolute, out var uri) ? $"http:{uri.Authority}" : "http:";

    public async Task<StepOutcome> RunAsync(StepContext context, CancellationToken cancellationToken)
    {
        var step = context.Step;
        if (!Uri.TryCreate(step.Text("url"), UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
        {
            return StepOutcome.Failed($"'{step.Text("url")}' is no http address");
        }

        if (Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), context.LeaseDeadline()) <= TimeSpan.Zero)
        {
            return StepOutcome.Failed("the lease on its target ended before it was sent");
        }

        // Only what reads may be sent twice.
        return step.Text("method", "GET") is "GET" or "HEAD"
            ? await HedgedRead.RunAsync(context.Time, step.Rule.AttemptTimeout, token => SendAsync(context, uri, token), cancellationToken).ConfigureAwait(false)
            : await SendAsync(context, uri, cancellationToken).ConfigureAwait(false);
    }

    private static async Task<StepOutcome> SendAsync(StepContext context, Uri uri, CancellationToken cancellationToken)
    {
        var step = context.Step;
        using var request = Request(context, uri);
        try
        {
            using var response = await Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
            var text = context.Secrets.Hide(await ReadAsync(response, cancellationToken).ConfigureAwait(false));
            var status = (int)response.StatusCode;
            var expected = step.Lists.GetValueOrDefault("expect") ?? [];
            var good = expected.Count == 0 ? status is >= 200 and < 300 : expected.Contains(status.ToString(CultureInfo.InvariantCulture), StringComparer.Ordinal);
            return good
                ? StepOutcome.Done(text, status)
                : new StepOutcome { ExitCode = status, Output = text, Error = $"answered {status}", Transient = status is 429 or >= 500, RetryAfter = response.Headers.RetryAfter?.Delta ?? (response.Headers.RetryAfter?.Date is { } date ? date - context.Time.GetUtcNow() : null) };
        }
        catch (HttpRequestException exception)
        {
            // A connection that was never made has sent nothing; anything later may have acted.
            var sent = exception.HttpRequestError is not (HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError);
            return new StepOutcome { Error = $"{uri.Authority}: {context.Secrets.Hide(exception.Message)}", Transient = true, Unknown = sent };
        }
        catch (OperationCanceledException)
        {
            return new StepOutcome { TimedOut = true, Transient = true, Unknown = true, Error = $"{uri.Authority} did not answer in time" };
        }
    }

    private static HttpRequestMessage Request(StepContext context, Uri uri)
    {
        var step = context.Step;
        var request = new HttpRequestMessage(new HttpMethod(step.Text("method", "GET")), uri);
        if (step.Text("body") is { Length: > 0 } body)
        {
            request.Content = new StringContent(context.Secrets.Reveal(body));
            request.Content.Headers.ContentType = new("application/json");
        }

        foreach (var (name, value) in step.Maps.GetValueOrDefault("headers") ?? new Dictionary<string, string>(StringComparer.Ordinal))
        {
            var revealed = context.Secrets.Reveal(value);
            if (string.Equals(name, "Content-Type", StringComparison.OrdinalIgnoreCase) && request.Content is not null)
            {
                request.Content.Headers.Remove(name);
                request.Content.Headers.TryAddWithoutValidation(name, revealed);
            }
            else
            {
                request.Headers.TryAddWithoutValidation(name, revealed);
            }
        }

        request.Headers.TryAddWithoutValidation("Idempotency-Key", $"{context.RunId}-{step.Rule.Id}");
        return request;
    }

    private static async Task<string> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            var buffer = new byte[MaxBody];
            var read = await stream.ReadAtLeastAsync(buffer, MaxBody, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
            return System.Text.Encoding.UTF8.GetString(buffer, 0, read);
        }
    }
}
