using AIOps.Contracts.Events;
using AIOps.Contracts.Incidents;
using AIOps.Contracts.Runs;
using AIOps.Contracts.Serialization;
using AIOps.Contracts.Storage;
using AIOps.Server.Events;

namespace AIOps.Server.Detect;

/// <summary>
/// What people and runs made of the findings goes back into the models: a run that acted makes forecasts that do not come "prevented" instead of "wrong", and
/// what became an incident does not count towards the fleet's ceiling, unless somebody called it a false positive. Every process follows for the shards that it has, from its start on: what happened while nobody detected is no loss worth a cursor.
/// </summary>
internal sealed partial class DetectionFollowUp(ShardSet shards, IOperationalStore store, EventSignal signal, TimeProvider time, ILogger<DetectionFollowUp> logger) : BackgroundService
{
    private const int BatchSize = 256;
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    /// <summary>Follows one event.</summary>
    public async Task FollowAsync(StoredEvent occurred, CancellationToken cancellationToken)
    {
        switch (occurred.Type)
        {
            case EventTypes.RunChanged:
                await FollowAsync(AIOpsJson.Read<Run>(occurred.Payload), cancellationToken);
                break;
            case EventTypes.IncidentOpened or EventTypes.IncidentChanged:
                await FollowAsync(AIOpsJson.Read<Incident>(occurred.Payload), cancellationToken);
                break;
            default:
                break;
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var position = -1L;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                position = position < 0 ? await store.LastEventIdAsync(stoppingToken) : position;
                var next = signal.Next;
                var events = await store.ReadEventsAsync(position, BatchSize, stoppingToken);
                foreach (var occurred in events)
                {
                    position = occurred.Id;
                    await FollowAsync(occurred, stoppingToken);
                }

                if (events.Count == 0)
                {
                    await Task.WhenAny(next, Task.Delay(LookEvery, time, stoppingToken));
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                break;
            }
            catch (Exception failure) when (failure is StoreUnavailableException or ShardLostException or System.Text.Json.JsonException)
            {
                Log.Failed(logger, failure.Message);
                await Task.Delay(LookEvery, time, CancellationToken.None);
            }
        }
    }

    private async Task FollowAsync(Run run, CancellationToken cancellationToken)
    {
        if (run is { State: RunState.Verifying, ActionsDoneAt: { } done } && shards.MetricsOf(run.Service) is { } shard)
        {
            await shard.IntervenedAsync(run.Service, done, cancellationToken);
        }
    }

    private async Task FollowAsync(Incident incident, CancellationToken cancellationToken)
    {
        var wrong = incident is { State: IncidentState.Cancelled, CancelReason: "false-positive" };
        if (incident.State == IncidentState.Cancelled && !wrong)
        {
            return;
        }

        var told = new HashSet<string>(StringComparer.Ordinal);
        foreach (var linked in incident.Signals)
        {
            var workload = linked.Anomaly.Entity.Workload;
            if (linked.Anomaly is { Kind: AnomalyKind.Metric, SeriesId: not 0 } && told.Add(workload) && shards.MetricsOf(workload) is { } shard)
            {
                await shard.ConfirmedAsync(workload, confirmed: !wrong, cancellationToken);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(155, LogLevel.Warning, "What became of findings could not be followed ({Reason}); it goes on.")]
        public static partial void Failed(ILogger logger, string reason);
    }
}
