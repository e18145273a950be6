using AIOps.Server.Cli;
using AIOps.Server.Configuration;
using AIOps.Server.Detect;
using AIOps.Server.Serve;
using AIOps.Storage;
using AIOps.Storage.History;

namespace AIOps.Server.Backup;

/// <summary>Where the parts of an installation are, as the settings of its data folder and the environment say.</summary>
/// <param name="Data">The data folder.</param>
/// <param name="History">Folder of the telemetry history.</param>
/// <param name="Storage">The operational store. Holds a secret.</param>
internal sealed record Installation(string Data, string History, StorageOptions Storage)
{
    public string Checkpoints => CheckpointFolder.Beside(History);

    /// <summary>Reads the settings as the service would.</summary>
    /// <exception cref="CommandFailure">They are wrong where they concern a backup.</exception>
    /// <exception cref="StartException">A settings file cannot be read.</exception>
    public static Installation Load(string data)
    {
        var configuration = ServiceConfiguration.Load(new Dictionary<string, string?> { ["Server:Data"] = data });
        var (storage, wrongStorage) = configuration.ReadChecked<StorageSettings>("Storage");
        var (history, wrongHistory) = HistorySetup.WithFolder(configuration, data).ReadChecked<HistoryOptions>("History");
        return wrongStorage.Concat(wrongHistory).ToList() is { Count: > 0 } mistakes
            ? throw new CommandFailure(string.Join("; ", mistakes.Select(mistake => $"{mistake.Key} {mistake.Problem}: {mistake.Remedy}")))
            : new Installation(data, Path.GetFullPath(history.Folder), storage.At(data));
    }
}
