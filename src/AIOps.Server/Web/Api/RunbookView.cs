using AIOps.Contracts.Runs;
using AIOps.Remediation.Runbooks;

namespace AIOps.Server.Web.Api;

/// <summary>A runbook as the API shows it.</summary>
internal sealed record RunbookView(string Id, string Version, string Title, string Owner, TrustLevel MaxAutonomy, string Hash, string File)
{
    public static RunbookView Of(Runbook runbook) => new(runbook.Id, runbook.Version.ToString(), runbook.Title, runbook.Owner, runbook.MaxAutonomy, runbook.Hash, runbook.File);
}
