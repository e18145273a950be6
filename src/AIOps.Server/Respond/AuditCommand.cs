using System.CommandLine;
using AIOps.Contracts.Serialization;
using AIOps.Contracts.Storage;
using AIOps.Storage.Operational;

namespace AIOps.Server.Respond;

/// <summary>The verb <c>aiops audit</c>: proves the chain of the audit, and writes it out.</summary>
internal static class AuditCommand
{
    private const int PageSize = 1000;

    public static Command Create() => new("audit", "Verify and export the audit.") { Verify(), Export() };

    private static Command Verify()
    {
        var access = new StoreAccess();
        var command = new Command("verify", "Recomputes the hash chain from its first entry.");
        access.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var store = await access.OpenAsync(parsed, cancellationToken);
            StoredAuditEntry? last = null;
            await foreach (var page in PagesAsync(store, cancellationToken))
            {
                if (AuditChain.FirstBroken(page, last) is { } broken)
                {
                    parsed.InvocationConfiguration.Error.WriteLine($"entry {broken} was changed, or one before it is missing: the chain does not hold from there on");
                    return 1;
                }

                last = page[^1];
            }

            parsed.InvocationConfiguration.Output.WriteLine(last is null ? "the audit is empty" : $"{last.Number} entries hold; the last hash is {last.Hash}");
            return 0;
        });
        return command;
    }

    private static Command Export()
    {
        var access = new StoreAccess();
        var after = new Option<long>("--after") { Description = "Only entries after this number." };
        var command = new Command("export", "Writes the audit as JSON lines, with its hashes.") { after };
        access.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var store = await access.OpenAsync(parsed, cancellationToken);
            await foreach (var page in PagesAsync(store, cancellationToken, parsed.GetValue(after)))
            {
                foreach (var entry in page)
                {
                    parsed.InvocationConfiguration.Output.WriteLine(AIOpsJson.Write(entry));
                }
            }

            return 0;
        });
        return command;
    }

    private static async IAsyncEnumerable<IReadOnlyList<StoredAuditEntry>> PagesAsync(OperationalStore store, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken, long after = 0)
    {
        while (await store.ReadAuditAsync(after, PageSize, cancellationToken) is { Count: > 0 } page)
        {
            yield return page;
            after = page[^1].Number;
        }
    }
}
