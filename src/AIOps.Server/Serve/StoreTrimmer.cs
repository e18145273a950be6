using AIOps.Contracts.Storage;
using AIOps.Storage.Operational;

namespace AIOps.Server.Serve;

/// <summary>Removes once an hour what the store keeps no longer: consumed events, ended incidents and runs past their time.</summary>
internal sealed partial class StoreTrimmer(OperationalStore store, TimeProvider time, ILogger<StoreTrimmer> logger) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                var removed = await store.TrimAsync(stoppingToken);
                Log.Trimmed(logger, removed);
            }
            catch (StoreUnavailableException outage)
            {
                Log.Postponed(logger, outage.Message);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(190, LogLevel.Debug, "{Rows} rows past their time were removed from the store.")]
        public static partial void Trimmed(ILogger logger, long rows);

        [LoggerMessage(191, LogLevel.Warning, "The store was not trimmed and will be in an hour: {Reason}")]
        public static partial void Postponed(ILogger logger, string reason);
    }
}
