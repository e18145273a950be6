using AIOps.Contracts.Catalogue;
using AIOps.Contracts.Configuration;
using AIOps.Contracts.Serialization;
using AIOps.Contracts.Storage;

namespace AIOps.Server.Catalogue;

/// <summary>
/// The service catalogue: the file's entries, and over them those that were set by REST, in this process or another. Both are read again when they change; a wrong
/// file is told and the last good state is kept.
/// </summary>
internal sealed partial class ServiceCatalogue(string file, IOperationalStore store, TimeProvider time, ILogger<ServiceCatalogue> logger) : BackgroundService, IServiceCatalogue
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(5);
    private volatile Snapshot _snapshot = new([], new Dictionary<string, ServiceEntry>(StringComparer.Ordinal));
    private readonly SemaphoreSlim _loading = new(1, 1);
    private DateTime _read;
    private (string Newest, long Version, long Count) _mark;

    public IReadOnlyList<ServiceEntry> Services => _snapshot.Services;

    public ServiceEntry? Find(string workload) => _snapshot.ByWorkload.GetValueOrDefault(workload);

    /// <summary>Reads file and store; at the start a wrong file stops the service.</summary>
    public async Task<IReadOnlyList<ConfigurationMistake>> LoadAsync(CancellationToken cancellationToken)
    {
        await _loading.WaitAsync(cancellationToken);
        try
        {
            return await ReadAsync(cancellationToken);
        }
        finally
        {
            _loading.Release();
        }
    }

    public override void Dispose()
    {
        _loading.Dispose();
        base.Dispose();
    }

    private async Task<IReadOnlyList<ConfigurationMistake>> ReadAsync(CancellationToken cancellationToken)
    {
        var mistakes = new List<ConfigurationMistake>();
        _mark = await MarkAsync(cancellationToken);
        IReadOnlyList<ServiceEntry> fromFile = [];
        if (file.Length > 0 && File.Exists(file))
        {
            _read = File.GetLastWriteTimeUtc(file);
            fromFile = CatalogueFile.Parse(file, await File.ReadAllTextAsync(file, cancellationToken), mistakes);
        }

        if (mistakes.Count == 0)
        {
            var set = await store.QueryAsync(new DocumentQuery(DocumentKind.Service) { Limit = 10_000 }, cancellationToken);
            var all = fromFile.ToDictionary(service => service.Workload, StringComparer.Ordinal);
            foreach (var document in set)
            {
                all[document.Id] = AIOpsJson.Read<ServiceEntry>(document.Body);
            }

            _snapshot = new Snapshot([.. all.Values.OrderBy(service => service.Workload, StringComparer.Ordinal)], all);
        }

        return mistakes;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(LookEvery, time, stoppingToken);
            try
            {
                var edited = file.Length > 0 && File.Exists(file) && File.GetLastWriteTimeUtc(file) != _read;
                if (!edited && await MarkAsync(stoppingToken) == _mark)
                {
                    continue;
                }

                foreach (var mistake in await LoadAsync(stoppingToken))
                {
                    Log.Wrong(logger, mistake.Key, mistake.Value, mistake.Problem, mistake.Remedy);
                }
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or StoreUnavailableException)
            {
                Log.NotRead(logger, file, failure.Message);
            }
        }
    }

    // what changes whenever an entry is set or removed: two small questions instead of all entries
    private async Task<(string Newest, long Version, long Count)> MarkAsync(CancellationToken cancellationToken)
    {
        var query = new DocumentQuery(DocumentKind.Service) { Limit = 1 };
        var newest = await store.QueryAsync(query, cancellationToken);
        return (newest.Count == 0 ? "" : newest[0].Id, newest.Count == 0 ? 0 : newest[0].Version, await store.CountAsync(query, cancellationToken));
    }

    private sealed record Snapshot(IReadOnlyList<ServiceEntry> Services, IReadOnlyDictionary<string, ServiceEntry> ByWorkload);

    private static partial class Log
    {
        [LoggerMessage(130, LogLevel.Error, "Service catalogue: {Key} = \"{Value}\" {Problem}: {Remedy}. The last good catalogue stays in force.")]
        public static partial void Wrong(ILogger logger, string key, string value, string problem, string remedy);

        [LoggerMessage(131, LogLevel.Error, "Service catalogue {File} cannot be read ({Reason}); the last good one stays in force.")]
        public static partial void NotRead(ILogger logger, string file, string reason);
    }
}
