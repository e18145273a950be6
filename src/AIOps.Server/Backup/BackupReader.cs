using System.Text.Json;
using AIOps.Contracts.Serialization;
using AIOps.Server.Cli;
using AIOps.Server.Configuration;
using AIOps.Storage.Backup;

namespace AIOps.Server.Backup;

/// <summary>Checks a backup, and makes an installation of it where there is none.</summary>
internal static class BackupReader
{
    /// <summary>Reads every byte of a backup.</summary>
    /// <exception cref="CommandFailure">It is none, is damaged, or is of a newer program or of another kind of database than the installation's.</exception>
    public static async Task<BackupManifest> CheckAsync(Installation installation, string source, CancellationToken cancellationToken)
    {
        var manifest = Read(source);
        var kind = BackupManifest.Kind(installation);
        if (manifest.Database != kind)
        {
            throw new CommandFailure($"{source} is of {manifest.Database}, and the settings here name {kind}: {(kind == "sqlite" ? "set Storage:PostgreSql, in the data folder's appsettings.json or by --environment-file" : "take Storage:PostgreSql out of the settings")}");
        }

        if (manifest.Format > BackupManifest.Newest || manifest.Store.Schema > StoreBackup.NewestSchema(installation.Storage))
        {
            throw new CommandFailure($"{source} was written by a newer program (layout {manifest.Format}, schema {manifest.Store.Schema}): restore it with that one");
        }

        var damaged = manifest.Files.Select(file => Problem(source, file)).OfType<string>().ToList();
        if (damaged.Count > 0)
        {
            throw new CommandFailure($"{source} is damaged: {string.Join("; ", damaged)}. Take another backup");
        }

        await StoreBackup.CheckAsync(installation.Storage, Path.Combine(source, StoreBackup.FileName(installation.Storage)), cancellationToken);
        return manifest;
    }

    /// <summary>Puts a backup where nothing is yet; files of the data folder that are there already stay as they are.</summary>
    /// <returns>The backup, and the names of the files that stayed.</returns>
    /// <exception cref="CommandFailure">The backup cannot be used, or the place is not empty.</exception>
    /// <exception cref="StartException">The data folder cannot be written, or a service uses it.</exception>
    public static async Task<(BackupManifest Manifest, IReadOnlyList<string> Stayed)> RestoreAsync(Installation installation, string source, CancellationToken cancellationToken)
    {
        var manifest = await CheckAsync(installation, source, cancellationToken);
        using var data = DataFolder.Open(installation.Data);
        await StoreBackup.RequireEmptyAsync(installation.Storage, cancellationToken);
        if (Directory.Exists(installation.Checkpoints) && Directory.EnumerateFileSystemEntries(installation.Checkpoints).Any())
        {
            throw new CommandFailure($"{installation.Checkpoints} is not empty: what the detectors learnt there would not fit the restored incidents; move it away");
        }

        try
        {
            return (manifest, await PutAsync(installation, source, manifest, cancellationToken));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailure($"nothing was restored: {failure.Message}; free space, and run this as the service's user", failure);
        }
    }

    private static async Task<IReadOnlyList<string>> PutAsync(Installation installation, string source, BackupManifest manifest, CancellationToken cancellationToken)
    {
        var placed = new List<string>();
        var stayed = new List<string>();
        var whole = false;
        try
        {
            foreach (var file in manifest.Files.Where(file => file.Name != StoreBackup.FileName(installation.Storage)))
            {
                var place = file.Name.StartsWith(BackupManifest.Checkpoints + "/", StringComparison.Ordinal)
                    ? Path.Combine(installation.Checkpoints, Path.GetFileName(file.Name))
                    : Path.Combine(installation.Data, file.Name);
                if (File.Exists(place))
                {
                    stayed.Add(file.Name);
                    continue;
                }

                OwnFiles.MakeFolder(Path.GetDirectoryName(place)!);
                placed.Add(place);
                OwnFiles.Copy(Path.Combine(source, file.Name), place);
            }

            var contents = await StoreBackup.RestoreAsync(installation.Storage, Path.Combine(source, StoreBackup.FileName(installation.Storage)), cancellationToken);
            whole = true;
            return contents == manifest.Store
                ? stayed
                : throw new CommandFailure($"what was restored is not what was backed up: {BackupWords.Of(contents)} instead of {BackupWords.Of(manifest.Store)}; do not start the service on it");
        }
        finally
        {
            if (!whole)
            {
                placed.ForEach(File.Delete);
            }
        }
    }

    private static BackupManifest Read(string source)
    {
        var path = Path.Combine(source, BackupManifest.Name);
        try
        {
            var manifest = AIOpsJson.Read<BackupManifest>(File.ReadAllText(path));
            return manifest is { Store: not null, Files: not null, Database: not null } && manifest.Files.All(file => IsOurs(file.Name))
                ? manifest
                : throw new CommandFailure($"{path} is damaged: take another backup");
        }
        catch (JsonException failure)
        {
            throw new CommandFailure($"{path} is damaged ({failure.Message}): take another backup", failure);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailure($"{source} is no backup that can be read ({failure.Message}): name a folder that aiops backup made, as a user who may read it", failure);
        }
    }

    /// <summary>A name from a file is a path only when it leads to where a backup puts something.</summary>
    private static bool IsOurs(string name) => name is "aiops.db" or "aiops.dump" || BackupManifest.OfTheDataFolder.Contains(name)
        || (name.Split('/') is [BackupManifest.Checkpoints, var file] && file.EndsWith(".bin", StringComparison.Ordinal) && file == Path.GetFileName(file));

    private static string? Problem(string source, BackupFile expected)
    {
        var path = Path.Combine(source, expected.Name);
        if (!File.Exists(path))
        {
            return $"{expected.Name} is missing";
        }

        var found = OwnFiles.Describe(source, path);
        return found == expected ? null : found.Bytes != expected.Bytes ? $"{expected.Name} has {found.Bytes} bytes instead of {expected.Bytes}" : $"{expected.Name} was changed";
    }
}
