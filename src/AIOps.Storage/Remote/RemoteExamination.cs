namespace AIOps.Storage.Remote;

/// <summary>Whether the remote store takes what we would send and answers what we would ask, for <c>aiops doctor</c>.</summary>
/// <param name="What"><c>writing</c> or <c>queries</c>.</param>
/// <param name="Problem">What is wrong, without secrets; null when it works.</param>
/// <param name="Remedy">What to do.</param>
public sealed record RemoteExamination(string What, string? Problem, string Remedy)
{
    /// <summary>Sends a request without samples and asks a constant.</summary>
    /// <param name="options">The settings.</param>
    /// <param name="patience">How long each may take.</param>
    /// <param name="time">The clock of that.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task<IReadOnlyList<RemoteExamination>> OfAsync(RemoteStoreOptions options, TimeSpan patience, TimeProvider time, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        using var client = new RemoteClient(options, time);
        var found = new List<RemoteExamination>();
        if (options.Writes)
        {
            found.Add(await WritingAsync(client, patience, time, cancellationToken).ConfigureAwait(false));
        }

        if (options.Queries)
        {
            found.Add(await QueriesAsync(client, patience, time, cancellationToken).ConfigureAwait(false));
        }

        return found;
    }

    private static async Task<RemoteExamination> WritingAsync(RemoteClient client, TimeSpan patience, TimeProvider time, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            var outcome = await client.WriteAsync(new WriteRequest().Encode(), either.Token).ConfigureAwait(false);
            return new RemoteExamination("writing", outcome.Result == WriteResult.Accepted ? null : outcome.Words, "is it running, does RemoteStore:WriteUrl name its remote write path (/api/v1/write), and do the credentials fit? Prometheus needs --web.enable-remote-write-receiver");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new RemoteExamination("writing", $"no answer within {patience.TotalSeconds:0} s", "is it running and reachable from here?");
        }
    }

    private static async Task<RemoteExamination> QueriesAsync(RemoteClient client, TimeSpan patience, TimeProvider time, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            await client.QueryAsync("/api/v1/query", [new("query", "1")], either.Token).ConfigureAwait(false);
            return new RemoteExamination("queries", null, "");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new RemoteExamination("queries", $"no answer within {patience.TotalSeconds:0} s", "is it running and reachable from here?");
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException)
        {
            return new RemoteExamination("queries", failure.Message, "is it running, does RemoteStore:QueryUrl name its root (without /api/v1), and do the credentials fit?");
        }
    }
}
