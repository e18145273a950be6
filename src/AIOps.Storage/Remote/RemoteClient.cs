using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace AIOps.Storage.Remote;

/// <summary>Speaks to the store over HTTP.</summary>
internal sealed class RemoteClient : IDisposable
{
    private const int MaxWords = 300;
    private static readonly TimeSpan LongestRetryAfter = TimeSpan.FromMinutes(5);
    private readonly RemoteStoreOptions _options;
    private readonly TimeProvider _time;
    private readonly HttpClient _http;

    public RemoteClient(RemoteStoreOptions options, TimeProvider time)
    {
        (_options, _time) = (options, time);
        _http = new HttpClient(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(5), ConnectTimeout = TimeSpan.FromSeconds(5), AllowAutoRedirect = false, UseCookies = false }) { Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>Sends a remote write request once.</summary>
    public async Task<WriteOutcome> WriteAsync(byte[] body, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(_options.Timeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, _options.WriteUrl) { Content = new ByteArrayContent(body) };
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/x-protobuf");
            request.Content.Headers.ContentEncoding.Add("snappy");
            request.Headers.Add("X-Prometheus-Remote-Write-Version", "0.1.0");
            if (Authorize(request) is { } problem)
            {
                return new WriteOutcome(WriteResult.Away, "secret", problem);
            }

            using var answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token).ConfigureAwait(false);
            return answer.IsSuccessStatusCode ? new WriteOutcome(WriteResult.Accepted) : Judge(answer, await WordsAsync(answer, either.Token).ConfigureAwait(false));
        }
        catch (HttpRequestException failure)
        {
            return new WriteOutcome(WriteResult.Away, "connection", $"no connection ({failure.HttpRequestError})", Unknown: failure.HttpRequestError is not (HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError));
        }
        catch (IOException failure)
        {
            return new WriteOutcome(WriteResult.Away, "connection", $"the connection broke ({failure.GetType().Name})", Unknown: true);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return new WriteOutcome(WriteResult.Away, "timeout", $"no answer within {_options.Timeout.TotalSeconds:0.#} s", Unknown: true);
        }
    }

    /// <summary>Asks the query API once.</summary>
    /// <param name="path">Path below the root, with a leading slash.</param>
    /// <param name="form">Parameters; in the body, because lists of series are long.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The answer, at most <see cref="RemoteStoreOptions.MaxAnswerBytes"/>.</returns>
    /// <exception cref="HttpRequestException">No connection, or an answer that is none; the message is for people.</exception>
    public async Task<byte[]> QueryAsync(string path, IEnumerable<KeyValuePair<string, string>> form, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, _options.QueryUrl.TrimEnd('/') + path) { Content = new FormUrlEncodedContent(form) };
        if (Authorize(request) is { } problem)
        {
            throw new HttpRequestException(problem);
        }

        HttpResponseMessage answer;
        try
        {
            answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
        }
        catch (HttpRequestException failure)
        {
            throw new HttpRequestException($"no connection ({failure.HttpRequestError})", failure);
        }

        using (answer)
        {
            if (!answer.IsSuccessStatusCode)
            {
                throw new HttpRequestException($"{(int)answer.StatusCode} {await WordsAsync(answer, cancellationToken).ConfigureAwait(false)}");
            }

            return await ReadAsync(answer, _options.MaxAnswerBytes, cancellationToken).ConfigureAwait(false) ?? throw new HttpRequestException($"the answer is longer than {_options.MaxAnswerBytes >> 10} KB");
        }
    }

    public void Dispose() => _http.Dispose();

    private WriteOutcome Judge(HttpResponseMessage answer, string words)
    {
        var status = (int)answer.StatusCode;
        words = $"{status} {words}".TrimEnd();
        return answer.StatusCode switch
        {
            HttpStatusCode.TooManyRequests => new WriteOutcome(WriteResult.Away, "429", words, RetryAfter(answer)),

            // the request is sound, we are at the wrong door or have the wrong key: to drop samples for it would lose what a corrected setting saves
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden or HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed or HttpStatusCode.ProxyAuthenticationRequired or HttpStatusCode.RequestTimeout =>
                new WriteOutcome(WriteResult.Away, $"{status}", words, RetryAfter(answer)),
            >= HttpStatusCode.InternalServerError => new WriteOutcome(WriteResult.Away, "5xx", words, RetryAfter(answer), Unknown: true),
            >= HttpStatusCode.BadRequest => new WriteOutcome(WriteResult.Refused, "4xx", words),
            _ => new WriteOutcome(WriteResult.Away, "redirect", $"{words}: it points elsewhere, which is not followed"),
        };
    }

    private TimeSpan? RetryAfter(HttpResponseMessage answer)
    {
        var wait = answer.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date - _time.GetUtcNow(),
            _ => (TimeSpan?)null,
        };
        return wait is { } asked ? asked < TimeSpan.Zero ? TimeSpan.Zero : asked > LongestRetryAfter ? LongestRetryAfter : asked : null;
    }

    /// <summary>Adds the credentials.</summary>
    /// <returns>Why that cannot be done, or null.</returns>
    private string? Authorize(HttpRequestMessage request)
    {
        var reference = _options.Token.Length > 0 ? _options.Token : _options.Password;
        if (reference.Length == 0)
        {
            return null;
        }

        if (SecretReference.Read(reference) is not { } secret)
        {
            return $"the secret {reference} cannot be read";
        }

        request.Headers.Authorization = _options.Token.Length > 0
            ? new AuthenticationHeaderValue("Bearer", secret)
            : new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{_options.User}:{secret}")));
        return null;
    }

    private static async Task<string> WordsAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        using var stream = await answer.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        var bytes = new byte[MaxWords];
        var read = await stream.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        return string.Concat(Encoding.UTF8.GetString(bytes, 0, read).Select(c => char.IsControl(c) ? ' ' : c)).Trim();
    }

    private static async Task<byte[]?> ReadAsync(HttpResponseMessage answer, int most, CancellationToken cancellationToken)
    {
        using var stream = await answer.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        using var all = new MemoryStream();
        var bytes = new byte[64 << 10];
        int read;
        while ((read = await stream.ReadAsync(bytes, cancellationToken).ConfigureAwait(false)) > 0)
        {
            all.Write(bytes, 0, read);
            if (all.Length > most)
            {
                return null;
            }
        }

        return all.ToArray();
    }
}
