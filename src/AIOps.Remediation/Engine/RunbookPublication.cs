using System.Globalization;
using AIOps.Contracts.Serialization;
using AIOps.Contracts.Storage;
using AIOps.Remediation.Runbooks;

namespace AIOps.Remediation.Engine;

/// <summary>
/// Writes every version that comes into use to the store and the audit, with who changed its file. A version is immutable: a file whose content changed
/// under the same version is taken out of use.
/// </summary>
internal sealed class RunbookPublication(EngineServices services)
{
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    public async Task PublishAsync(CancellationToken cancellationToken)
    {
        foreach (var runbook in services.Shelf.Runbooks)
        {
            if (!_known.Add($"{runbook.Name} {runbook.Hash}"))
            {
                continue;
            }

            var stored = await services.Store.FindAsync(DocumentKind.Runbook, runbook.Name, cancellationToken).ConfigureAwait(false);
            var published = stored is null ? null : AIOpsJson.Read<PublishedRunbook>(stored.Body);
            if (published is not null && published.Hash != runbook.Hash)
            {
                _known.Remove($"{runbook.Name} {runbook.Hash}");
                services.Shelf.Withdraw(runbook, new RunbookMistake(runbook.File, 1, "version", runbook.Version.ToString(), string.Create(CultureInfo.InvariantCulture, $"was published at {published.At:u} with another content ({published.Hash[..12]}); this one is {runbook.Hash[..12]}"), "raise the version: a published version never changes"));
                continue;
            }

            if (published is null)
            {
                var now = services.Time.GetUtcNow();
                var author = GitAuthor.Of(runbook.File);
                var record = new PublishedRunbook(runbook.Id, runbook.Version.ToString(), runbook.Hash, runbook.Title, runbook.Owner, runbook.Risk.Class, runbook.MaxAutonomy.ToString().ToLowerInvariant(), author, now, await File.ReadAllTextAsync(runbook.File, cancellationToken).ConfigureAwait(false));
                await services.Store.CommitAsync(
                    new StoreCommit
                    {
                        Documents = [new DocumentWrite(DocumentKind.Runbook, runbook.Name, 0, "published", runbook.Id, now.ToUnixTimeMilliseconds(), AIOpsJson.Write(record))],
                        Audit = [new AuditEntry(author.Length > 0 ? author : "aiops", "runbook.published", runbook.Name, AIOpsJson.Write(new { hash = runbook.Hash, file = runbook.File, owner = runbook.Owner }))],
                    },
                    cancellationToken).ConfigureAwait(false);
            }
        }
    }
}
