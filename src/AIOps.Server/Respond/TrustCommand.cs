using System.CommandLine;
using AIOps.Contracts.Runs;
using AIOps.Contracts.Serialization;
using AIOps.Contracts.Storage;
using AIOps.Remediation;
using AIOps.Remediation.Engine;
using AIOps.Remediation.Runbooks;
using AIOps.Remediation.Trust;
using AIOps.Storage.Operational;

namespace AIOps.Server.Respond;

/// <summary>The verb <c>aiops trust</c>: what runbooks may do by themselves, why, and an owner's grant.</summary>
internal static class TrustCommand
{
    public static Command Create() => new("trust", "Show and grant what runbooks may do by themselves.") { Show(), Grant() };

    private static Command Show()
    {
        var access = new StoreAccess();
        var runbook = new Argument<string?>("runbook") { Description = "A runbook's id; all when left out.", Arity = ArgumentArity.ZeroOrOne };
        var command = new Command("show", "Shows grants with the evidence and the history that explain them.") { runbook };
        access.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var store = await access.OpenAsync(parsed, cancellationToken);
            var now = TimeProvider.System.GetUtcNow();
            foreach (var record in await TrustLedger.ReadAsync(store, parsed.GetValue(runbook), cancellationToken))
            {
                var view = TrustView.Of(record, now);
                parsed.InvocationConfiguration.Output.WriteLine($"{view.Runbook}@{view.Version} on {view.TargetClass}: granted {view.Granted}, evidence proposes {view.Proposed} ({view.Evidence})");
                foreach (var change in view.Changes)
                {
                    parsed.InvocationConfiguration.Output.WriteLine($"  {change.At:u} {change.Level} by {change.By}: {change.Reason}");
                }

                foreach (var evidence in record.Evidence.TakeLast(10))
                {
                    parsed.InvocationConfiguration.Output.WriteLine($"  {evidence.At:u} {evidence.RunId} {evidence.Verdict}{(evidence.NaturalShare is { } share ? $"; in that time {100 * share:0} % of such faults recover by themselves" : "")}");
                }
            }

            return 0;
        });
        return command;
    }

    private static Command Grant()
    {
        var access = new StoreAccess();
        var runbook = new Argument<string>("runbook") { Description = "Runbook id." };
        var level = new Argument<TrustLevel>("level") { Description = "observe, suggest, approve, notify or auto." };
        var version = new Option<string?>("--runbook-version") { Description = "Version of the runbook; the newest that was published when left out." };
        var targets = new Option<string>("--class") { Description = "Class of targets, \"environment:kind\".", DefaultValueFactory = _ => "any:service" };
        var by = new Option<string>("--by") { Description = "The owner who grants it.", Required = true };
        var reason = new Option<string>("--reason") { Description = "Why.", Required = true };
        var command = new Command("grant", "An owner grants a level.") { runbook, level, version, targets, by, reason };
        access.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var store = await access.OpenAsync(parsed, cancellationToken);
            var id = parsed.GetValue(runbook)!;
            if ((parsed.GetValue(version) ?? await NewestAsync(store, id, cancellationToken)) is not { } its)
            {
                parsed.InvocationConfiguration.Error.WriteLine($"there is no runbook {id}: aiops runbooks lists them; for one that is not published yet say --runbook-version");
                return 1;
            }

            var record = await TrustLedger.GrantAsync(store, id, its, parsed.GetValue(targets)!, parsed.GetValue(level), parsed.GetValue(by)!, parsed.GetValue(reason)!, TimeProvider.System.GetUtcNow(), cancellationToken);
            parsed.InvocationConfiguration.Output.WriteLine($"{record.Id} is granted {record.Granted}");
            return 0;
        });
        return command;
    }

    // What was published is what the service runs; a fresh store has seen nothing yet but the runbooks that travel with the program.
    private static async Task<string?> NewestAsync(OperationalStore store, string runbook, CancellationToken cancellationToken)
    {
        var published = (await store.QueryAsync(new DocumentQuery(DocumentKind.Runbook) { Key = runbook, Limit = 500 }, cancellationToken)).Select(document => AIOpsJson.Read<PublishedRunbook>(document.Body).Version).ToList();
        if (published.Count == 0)
        {
            var shelf = new RunbookShelf(RespondComposition.FolderOf(new RemediationOptions()));
            shelf.Refresh();
            published.AddRange(shelf.Runbooks.Where(one => one.Id == runbook).Select(one => one.Version.ToString()));
        }

        return published.MaxBy(version => SemanticVersion.TryParse(version, out var its) ? its : default);
    }
}
