using AIOps.Contracts.Runs;
using AIOps.Contracts.Serialization;
using AIOps.Contracts.Storage;
using AIOps.Remediation.Engine;
using AIOps.Remediation.Runbooks;
using AIOps.Server.Web.Api;

namespace AIOps.Server.Respond;

/// <summary>The runbooks of this installation, asked of any of its processes: where none are carried out the store tells what was published.</summary>
internal static class RunbooksInUse
{
    private const int Most = 1_000;

    /// <summary>Of each id and major version the one in use, by id, the newest first.</summary>
    /// <param name="services">Of this process.</param>
    /// <param name="id">One runbook, or null for all.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static async Task<IReadOnlyList<RunbookView>> ReadAsync(IServiceProvider services, string? id, CancellationToken cancellationToken)
    {
        if (services.GetService<RunbookShelf>() is { } shelf)
        {
            return [.. shelf.Runbooks.Where(runbook => id is null || runbook.Id == id).OrderBy(runbook => runbook.Id, StringComparer.Ordinal).ThenByDescending(runbook => runbook.Version).Select(RunbookView.Of)];
        }

        var documents = await services.GetRequiredService<IOperationalStore>().QueryAsync(new DocumentQuery(DocumentKind.Runbook) { Key = id, Limit = Most }, cancellationToken);
        return
        [
            .. documents.Select(document => AIOpsJson.Read<PublishedRunbook>(document.Body))
                .Select(published => (Published: published, Version: SemanticVersion.TryParse(published.Version, out var version) ? version : default))
                .GroupBy(one => (one.Published.Id, one.Version.Major))
                .Select(major => major.MaxBy(one => one.Version))
                .OrderBy(one => one.Published.Id, StringComparer.Ordinal).ThenByDescending(one => one.Version)
                .Select(one => new RunbookView(one.Published.Id, one.Published.Version, one.Published.Title, one.Published.Owner, Enum.TryParse<TrustLevel>(one.Published.MaxAutonomy, ignoreCase: true, out var most) ? most : TrustLevel.Observe, one.Published.Hash, "")),
        ];
    }
}
