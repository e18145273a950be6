using AIOps.Contracts.Configuration;
using AIOps.Server.Configuration;
using AIOps.Storage;

namespace AIOps.Server.Serve;

/// <summary>Section <c>Storage</c>; the folder comes from the data folder.</summary>
internal sealed class StorageSettings : ICheckedOptions
{
    /// <summary>PostgreSQL connection string; empty for SQLite in the data folder. A secret.</summary>
    public string PostgreSql { get; set; } = "";

    /// <summary>How long a call waits for a busy database.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Events older than this are removed.</summary>
    public TimeSpan KeepEvents { get; set; } = TimeSpan.FromDays(30);

    /// <summary>Incidents and runs that ended longer ago than this are removed.</summary>
    public TimeSpan KeepEnded { get; set; } = TimeSpan.FromDays(400);

    /// <summary>Notifications, forecasts, entities and edges that nothing touched for this long are removed.</summary>
    public TimeSpan KeepUntouched { get; set; } = TimeSpan.FromDays(90);

    public StorageOptions At(DataFolder data) => At(data.Path);

    public IEnumerable<ConfigurationMistake> Check(string section) => At("data").Check(section);

    public StorageOptions At(string folder) => new()
    {
        DataFolder = folder,
        PostgreSql = PostgreSql,
        Timeout = Timeout,
        KeepEvents = KeepEvents,
        KeepEnded = KeepEnded,
        KeepUntouched = KeepUntouched,
    };
}
