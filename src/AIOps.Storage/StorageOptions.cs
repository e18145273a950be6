using AIOps.Contracts.Configuration;

namespace AIOps.Storage;

/// <summary>Where the operational store and the telemetry history live and how long they keep what is over.</summary>
public sealed class StorageOptions : ICheckedOptions
{
    /// <summary>Folder of everything that is kept on disk; made when it is missing.</summary>
    public string DataFolder { get; set; } = "";

    /// <summary>PostgreSQL connection string; empty for SQLite in <see cref="DataFolder"/>.</summary>
    public string PostgreSql { get; set; } = "";

    /// <summary>How long a call waits for a busy database before it is given up.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Events older than this are removed once every durable consumer has passed them.</summary>
    public TimeSpan KeepEvents { get; set; } = TimeSpan.FromDays(30);

    /// <summary>Incidents and runs that ended longer ago than this are removed; trust reads a year of them.</summary>
    public TimeSpan KeepEnded { get; set; } = TimeSpan.FromDays(400);

    /// <summary>Notifications, forecasts, entities and edges that nothing touched for this long are removed.</summary>
    public TimeSpan KeepUntouched { get; set; } = TimeSpan.FromDays(90);

    /// <inheritdoc/>
    public IEnumerable<ConfigurationMistake> Check(string section)
    {
        if (DataFolder.Length == 0)
        {
            yield return new(section + ":DataFolder", "", "no data folder", "name a folder that the service may write, with --data or AIOPS_DATA");
        }

        if (Timeout < TimeSpan.FromSeconds(1) || Timeout > TimeSpan.FromMinutes(5))
        {
            yield return new(section + ":Timeout", Timeout.ToString(), "out of range", "write a time between 00:00:01 and 00:05:00");
        }

        foreach (var (key, value) in new[] { (nameof(KeepEvents), KeepEvents), (nameof(KeepEnded), KeepEnded), (nameof(KeepUntouched), KeepUntouched) })
        {
            if (value < TimeSpan.FromDays(1))
            {
                yield return new($"{section}:{key}", value.ToString(), "shorter than a day", "write at least 1.00:00:00");
            }
        }

        if (PostgreSql.Length > 0 && Databases.PostgresDatabase.Mistake(PostgreSql) is { } mistake)
        {
            yield return new(section + ":PostgreSql", "(masked)", mistake, "write a connection string such as Host=127.0.0.1;Port=5432;Database=aiops;Username=aiops;Password=…");
        }
    }
}
