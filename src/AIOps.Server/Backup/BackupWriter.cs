using System.Text.Json;
using AIOps.Contracts.Serialization;
using AIOps.Server.Cli;
using AIOps.Storage.Backup;

namespace AIOps.Server.Backup;

/// <summary>Writes a backup of an installation, running or not, into a folder that gets its name when it is whole.</summary>
internal static class BackupWriter
{
    private const int MostPasses = 5;
    private static readonly JsonSerializerOptions Indented = new(AIOpsJson.Options) { WriteIndented = true };

    /// <exception cref="CommandFailure">The target is there already, or something cannot be read or written.</exception>
    public static async Task<BackupManifest> WriteAsync(Installation installation, string target, TimeProvider time, CancellationToken cancellationToken)
    {
        if (Directory.Exists(target) || File.Exists(target))
        {
            throw new CommandFailure($"{target} exists already: a backup never overwrites; name a folder that does not exist yet");
        }

        var part = $"{target}.{Environment.ProcessId}.part";
        try
        {
            OwnFiles.MakeFolder(part);

            // before the database, so that they are never newer than it: what a start finds is what it finds after a crash
            CopyCheckpoints(installation.Checkpoints, Path.Combine(part, BackupManifest.Checkpoints));
            var at = time.GetUtcNow();
            var database = Path.Combine(part, StoreBackup.FileName(installation.Storage));
            var contents = await StoreBackup.WriteAsync(installation.Storage, database, cancellationToken);
            OwnFiles.Close(database);
            foreach (var name in BackupManifest.OfTheDataFolder.Where(name => File.Exists(Path.Combine(installation.Data, name))))
            {
                OwnFiles.Copy(Path.Combine(installation.Data, name), Path.Combine(part, name));
            }

            var files = Directory.GetFiles(part, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(file => OwnFiles.Describe(part, file)).ToList();
            var manifest = new BackupManifest(BackupManifest.Newest, at, BackupManifest.Kind(installation), contents, files);
            OwnFiles.Write(Path.Combine(part, BackupManifest.Name), JsonSerializer.Serialize(manifest, Indented));
            Directory.Move(part, target);
            return manifest;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailure($"the backup was not made: {failure.Message}; free space, and run this as the service's user, who must be able to write {Path.GetDirectoryName(target)}", failure);
        }
        finally
        {
            if (Directory.Exists(part))
            {
                Directory.Delete(part, recursive: true);
            }
        }
    }

    /// <summary>A running service replaces its checkpoints: one that is gone has a newer one beside it, which the next pass finds.</summary>
    private static void CopyCheckpoints(string from, string to)
    {
        for (var pass = 1; Directory.Exists(from); pass++)
        {
            if (Directory.Exists(to))
            {
                Directory.Delete(to, recursive: true);
            }

            OwnFiles.MakeFolder(to);
            try
            {
                foreach (var file in Directory.GetFiles(from, "*.bin"))
                {
                    OwnFiles.Copy(file, Path.Combine(to, Path.GetFileName(file)));
                }

                return;
            }
            catch (FileNotFoundException) when (pass < MostPasses)
            {
            }
        }
    }
}
