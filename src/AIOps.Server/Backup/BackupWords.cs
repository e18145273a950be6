using AIOps.Storage.Backup;

namespace AIOps.Server.Backup;

/// <summary>What a backup holds, in words.</summary>
internal static class BackupWords
{
    public static string Of(StoreContents store) =>
        $"{store.Incidents} incidents, {store.Runs} runs, {store.Events} events, {store.AuditEntries} entries of the audit ({(store.BrokenAuditEntry is { } broken ? $"the chain does not hold from entry {broken} on" : "the chain holds")}), schema {store.Schema}";

    public static string Of(IReadOnlyList<BackupFile> files)
    {
        var checkpoints = files.Count(file => file.Name.StartsWith(BackupManifest.Checkpoints + "/", StringComparison.Ordinal));
        var names = files.Select(file => file.Name).Where(name => !name.Contains('/', StringComparison.Ordinal));
        return string.Join(", ", checkpoints > 0 ? names.Append($"{checkpoints} checkpoints") : names);
    }
}
