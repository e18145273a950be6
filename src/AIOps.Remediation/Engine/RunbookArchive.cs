using AIOps.Contracts.Runs;
using AIOps.Contracts.Serialization;
using AIOps.Contracts.Storage;
using AIOps.Remediation.Runbooks;

namespace AIOps.Remediation.Engine;

/// <summary>Finds the runbook that a run was planned with. A run keeps it to its end, whatever becomes of the files: its hash is what was signed.</summary>
internal static class RunbookArchive
{
    public static async Task<Runbook?> FindAsync(EngineServices services, Run run, CancellationToken cancellationToken)
    {
        if (services.Shelf.Find(run.RunbookId, run.RunbookHash) is { } inUse)
        {
            return inUse;
        }

        if (await services.Store.FindAsync(DocumentKind.Runbook, $"{run.RunbookId}@{run.RunbookVersion}", cancellationToken).ConfigureAwait(false) is not { } document)
        {
            return null;
        }

        var published = AIOpsJson.Read<PublishedRunbook>(document.Body);
        var runbook = RunbookLoader.Parse(Path.Combine(services.Shelf.Folder, run.RunbookId, "published.yaml"), published.Text, new ScriptSet(published.Scripts), []);
        return runbook?.Hash == run.RunbookHash ? runbook : null;
    }
}
