using AIOps.Storage.Backup;

namespace AIOps.Server.Backup;

/// <summary>The file <c>backup.json</c> of a backup, written last: what is in it, and of when.</summary>
internal sealed record BackupManifest(int Format, DateTimeOffset At, string Database, StoreContents Store, IReadOnlyList<BackupFile> Files)
{
    public const string Name = "backup.json";

    /// <summary>The layout that this program writes, and the newest that it reads.</summary>
    public const int Newest = 1;

    /// <summary>Folder of the detectors' states.</summary>
    public const string Checkpoints = "checkpoints";

    /// <summary>Files of the data folder that a backup takes along when they are there.</summary>
    public static IReadOnlyList<string> OfTheDataFolder { get; } = ["token", "appsettings.json", "catalogue.yaml"];

    /// <summary>What stands in <see cref="Database"/> for the stores of an installation.</summary>
    public static string Kind(Installation installation) => installation.Storage.PostgreSql.Length > 0 ? "postgresql" : "sqlite";
}
