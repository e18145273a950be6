namespace AIOps.Server.Demo.Processes;

/// <summary>Client of a service with one or more members: takes them in turn and tries the next one when a member does not answer.</summary>
internal sealed class Callee(string service, IReadOnlyList<Uri> members, TimeSpan attemptTimeout) : IDisposable
{
    private readonly HttpClient _client = new(new SocketsHttpHandler
    {
        ConnectTimeout = TimeSpan.FromMilliseconds(500),
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(10),
    })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    private int _turn;

    /// <summary>Sends one request. A member that refuses the connection or stays silent is passed over; an answer, even a bad one, is an answer.</summary>
    /// <exception cref="HttpRequestException">No member answered.</exception>
    public async Task<int> SendAsync(HttpMethod method, string path, CancellationToken cancellationToken)
    {
        var first = (int)((uint)Interlocked.Increment(ref _turn) % (uint)members.Count);
        Exception? last = null;
        for (var attempt = 0; attempt < Math.Max(2, members.Count); attempt++)
        {
            var member = members[(first + attempt) % members.Count];
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(attemptTimeout);
            try
            {
                using var request = new HttpRequestMessage(method, new Uri(member, path));
                using var response = await _client.SendAsync(request, limit.Token);
                return (int)response.StatusCode;
            }
            catch (Exception error) when (error is HttpRequestException || (error is OperationCanceledException && !cancellationToken.IsCancellationRequested))
            {
                last = error;
                if (error is OperationCanceledException && members.Count == 1)
                {
                    break; // a second wait on the same silent member would only double the caller's latency
                }
            }
        }

        throw new HttpRequestException($"{service} does not answer: {last?.GetType().Name}", last);
    }

    public void Dispose() => _client.Dispose();
}
