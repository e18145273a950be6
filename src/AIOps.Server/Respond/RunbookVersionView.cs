using AIOps.Remediation.Engine;

namespace AIOps.Server.Respond;

/// <summary>A version of a runbook that was published: it never changes.</summary>
/// <param name="Version">Version.</param>
/// <param name="Hash">SHA-256 over file and scripts.</param>
/// <param name="PublishedAt">When it came into use.</param>
/// <param name="ChangedBy">Who changed its file last, or who asked for the publication.</param>
/// <param name="InUse">Whether this process uses it now.</param>
/// <param name="Runs">Runs that acted, by how they ended.</param>
internal sealed record RunbookVersionView(string Version, string Hash, DateTimeOffset PublishedAt, string ChangedBy, bool InUse, IReadOnlyDictionary<string, int> Runs)
{
    /// <summary>The file; only when one version is asked for.</summary>
    public string? Text { get; init; }

    /// <summary>Its scripts by name; only when one version is asked for.</summary>
    public IReadOnlyDictionary<string, string>? Scripts { get; init; }

    public static RunbookVersionView Of(PublishedRunbook published, bool inUse, IReadOnlyDictionary<string, int> runs) =>
        new(published.Version, published.Hash, published.At, published.ChangedBy, inUse, runs);
}
