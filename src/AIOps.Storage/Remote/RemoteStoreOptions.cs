using AIOps.Contracts.Configuration;

namespace AIOps.Storage.Remote;

/// <summary>Section <c>RemoteStore</c>: a Prometheus-compatible store beside the telemetry history. Off while both addresses are empty.</summary>
public sealed class RemoteStoreOptions : ICheckedOptions
{
    /// <summary>Where samples are sent by remote write 1.0, for example <c>https://metrics.example.org/api/v1/write</c>; empty sends nothing.</summary>
    public string WriteUrl { get; set; } = "";

    /// <summary>Root of the store's query API, to which <c>/api/v1/query_range</c> is added, for example <c>https://metrics.example.org</c>; empty asks nothing.</summary>
    public string QueryUrl { get; set; } = "";

    /// <summary>Bearer token by reference, <c>env:NAME</c> or <c>file:/path</c>; empty for none.</summary>
    public string Token { get; set; } = "";

    /// <summary>User of basic authentication; empty for none.</summary>
    public string User { get; set; } = "";

    /// <summary>Password of basic authentication by reference, <c>env:NAME</c> or <c>file:/path</c>.</summary>
    public string Password { get; set; } = "";

    /// <summary>Metrics that are sent, with <c>*</c> for any characters; empty means all.</summary>
    public IList<string> Metrics { get; init; } = [];

    /// <summary>Metrics that are not sent, with <c>*</c> for any characters.</summary>
    public IList<string> ExceptMetrics { get; init; } = [];

    /// <summary>Samples of a request, about: the record of the journal that exceeds it is still in it.</summary>
    public int BatchSamples { get; set; } = 5_000;

    /// <summary>How long samples are gathered when they do not fill a request.</summary>
    public TimeSpan SendEvery { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Time that a request has.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Longest wait between two attempts; a longer <c>Retry-After</c> of the store is kept up to five minutes.</summary>
    public TimeSpan MaxPause { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Samples that wait longer are given up, and counted.</summary>
    public TimeSpan KeepWaiting { get; set; } = TimeSpan.FromHours(24);

    /// <summary>Most bytes of the history's journals that are kept for the store while it is away; the oldest samples beyond them are given up, and counted.</summary>
    public long MaxWaitingBytes { get; set; } = 1L << 30;

    /// <summary>Time that a query has before charts show the local history alone.</summary>
    public TimeSpan QueryTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Most bytes of an answer.</summary>
    public int MaxAnswerBytes { get; set; } = 16 << 20;

    /// <summary>Whether samples are sent.</summary>
    public bool Writes => WriteUrl.Length > 0;

    /// <summary>Whether charts ask the store.</summary>
    public bool Queries => QueryUrl.Length > 0;

    /// <inheritdoc/>
    public IEnumerable<ConfigurationMistake> Check(string section)
    {
        foreach (var (key, url) in new[] { (nameof(WriteUrl), WriteUrl), (nameof(QueryUrl), QueryUrl) })
        {
            if (url.Length == 0)
            {
                continue;
            }

            if (!Uri.TryCreate(url, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
            {
                yield return new($"{section}:{key}", "***", "is no http or https URL", "write for example https://metrics.example.org/api/v1/write");
            }
            else if (address.UserInfo.Length > 0)
            {
                yield return new($"{section}:{key}", "***", "carries a password", $"name it in {section}:User and {section}:Password");
            }
            else if (address.Scheme == "http" && !address.IsLoopback && (Token.Length > 0 || User.Length > 0))
            {
                yield return new($"{section}:{key}", address.GetLeftPart(UriPartial.Path), "would carry a secret over the network in clear text", "write https://");
            }
        }

        foreach (var (key, reference) in new[] { (nameof(Token), Token), (nameof(Password), Password) })
        {
            if (reference.Length > 0 && !SecretReference.IsOne(reference))
            {
                yield return new($"{section}:{key}", "***", "is no reference to a secret", "write env:NAME or file:/path");
            }
        }

        if (Token.Length > 0 && User.Length > 0)
        {
            yield return new($"{section}:Token", Token, "stands beside a user", "write either Token, or User and Password");
        }

        if (User.Length > 0 != Password.Length > 0)
        {
            yield return new($"{section}:User", User, "has no password, or the password no user", "write both User and Password");
        }

        foreach (var mistake in Ranges(section))
        {
            yield return mistake;
        }
    }

    private IEnumerable<ConfigurationMistake> Ranges(string section)
    {
        if (BatchSamples is < 1 or > 60_000)
        {
            yield return new($"{section}:BatchSamples", $"{BatchSamples}", "is out of range", "write 1 to 60000");
        }

        if (MaxWaitingBytes < 16L << 20)
        {
            yield return new($"{section}:MaxWaitingBytes", $"{MaxWaitingBytes}", "is too small", "write at least 16777216");
        }

        if (MaxAnswerBytes < 64 << 10)
        {
            yield return new($"{section}:MaxAnswerBytes", $"{MaxAnswerBytes}", "is too small", "write at least 65536");
        }

        foreach (var (key, value, least, most) in new[]
        {
            (nameof(SendEvery), SendEvery, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(5)),
            (nameof(Timeout), Timeout, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5)),
            (nameof(MaxPause), MaxPause, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(5)),
            (nameof(KeepWaiting), KeepWaiting, TimeSpan.FromMinutes(1), TimeSpan.FromDays(15)),
            (nameof(QueryTimeout), QueryTimeout, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(1)),
        })
        {
            if (value < least || value > most)
            {
                yield return new($"{section}:{key}", $"{value}", "is out of range", $"write {least} to {most}");
            }
        }
    }
}
