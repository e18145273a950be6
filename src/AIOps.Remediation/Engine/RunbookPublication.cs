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

    /// <summary>Publishes what came into use.</summary>
    /// <param name="actor">Who asked for it, or empty when the files' change did.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The versions that are new.</returns>
    public async Task<IReadOnlyList<PublishedRunbook>> PublishAsync(string actor, CancellationToken cancellationToken)
    {
        await services.PublicationTurn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var published = new List<PublishedRunbook>();
            foreach (var runbook in services.Shelf.Runbooks)
            {
                if (_known.Contains(Key(runbook)))
                {
                    continue;
                }

                if (await PublishAsync(runbook, actor, cancellationToken).ConfigureAwait(false) is { } record)
                {
                    published.Add(record);
                }
            }

            return published;
        }
        finally
        {
            services.PublicationTurn.Release();
        }
    }

    private async Task<PublishedRunbook?> PublishAsync(Runbook runbook, string actor, CancellationToken cancellationToken)
    {
        var stored = await services.Store.FindAsync(DocumentKind.Runbook, runbook.Name, cancellationToken).ConfigureAwait(false);
        if (stored is not null)
        {
            var before = AIOpsJson.Read<PublishedRunbook>(stored.Body);
            if (before.Hash == runbook.Hash)
            {
                _known.Add(Key(runbook));
            }
            else
            {
                services.Shelf.Withdraw(runbook, new RunbookMistake(runbook.File, 1, "version", runbook.Version.ToString(), string.Create(CultureInfo.InvariantCulture, $"was published at {before.At:u} with another content ({before.Hash[..12]}); this one is {runbook.Hash[..12]}"), "raise the version: a published version never changes"));
            }

            return null;
        }

        var now = services.Time.GetUtcNow();
        var author = GitAuthor.Of(runbook.File) is { Length: > 0 } committed ? committed : actor;
        var record = new PublishedRunbook(runbook.Id, runbook.Version.ToString(), runbook.Hash, runbook.Title, runbook.Owner, runbook.Risk.Class, runbook.MaxAutonomy.ToString().ToLowerInvariant(), author, now, runbook.Text) { Scripts = runbook.Scripts.Files };
        var outcome = await services.Store.CommitAsync(
            new StoreCommit
            {
                Documents = [new DocumentWrite(DocumentKind.Runbook, runbook.Name, 0, "published", runbook.Id, now.ToUnixTimeMilliseconds(), AIOpsJson.Write(record))],
                Audit = [new AuditEntry(actor.Length > 0 ? actor : author.Length > 0 ? author : "aiops", "runbook.published", runbook.Name, AIOpsJson.Write(new { hash = runbook.Hash, file = runbook.File, owner = runbook.Owner, changedBy = author }))],
            },
            cancellationToken).ConfigureAwait(false);
        if (outcome != CommitOutcome.Committed)
        {
            // Another node was faster; what it published is compared with ours at the next look.
            return null;
        }

        _known.Add(Key(runbook));
        return record;
    }

    private static string Key(Runbook runbook) => $"{runbook.Name} {runbook.Hash}";
}
