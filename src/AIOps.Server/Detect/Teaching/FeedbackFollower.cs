using System.Text.Json;
using AIOps.Contracts.Serialization;
using AIOps.Contracts.Storage;

namespace AIOps.Server.Detect.Teaching;

/// <summary>Applies feedback to the series of the shards that this process has.</summary>
internal sealed partial class FeedbackFollower(IOperationalStore store, ShardSet shards, DetectionInstruments instruments, TimeProvider time, ILogger<FeedbackFollower> logger) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                try
                {
                    foreach (var document in await store.QueryAsync(new DocumentQuery(DocumentKind.Feedback) { States = [FeedbackDesk.Given], OldestFirst = true, Limit = 500 }, stoppingToken))
                    {
                        await ApplyAsync(document, stoppingToken);
                    }
                }
                catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
                {
                    throw;
                }
#pragma warning disable CA1031 // the edge of a loop: told, and tried again with the next round
                catch (Exception failure)
#pragma warning restore CA1031
                {
                    Log.Waits(logger, failure.Message);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // the service ends
        }
    }

    private async Task ApplyAsync(Document document, CancellationToken cancellationToken)
    {
        if (Read(document) is not { } feedback)
        {
            Log.NotRead(logger, document.Id);
            await MarkAsync(document, FeedbackDesk.TooLate, cancellationToken);
            return;
        }

        if (shards.MetricsOf(feedback.Workload) is not { } shard)
        {
            return; // another process has it
        }

        // marked first: said twice is said too loud, and a lost word can be repeated
        var known = await shard.DescribeAsync(feedback.SeriesId, cancellationToken) is not null;
        var marked = await MarkAsync(document, known ? FeedbackDesk.Applied : FeedbackDesk.TooLate, cancellationToken);
        if (known && marked == CommitOutcome.Committed)
        {
            await shard.LearnAsync(feedback.SeriesId, AnomalyFeedback.Kinds[feedback.Kind], cancellationToken);
            instruments.OnFeedback(feedback.Kind);
        }
    }

    private Task<CommitOutcome> MarkAsync(Document document, string state, CancellationToken cancellationToken) => store.CommitAsync(
        new StoreCommit { Documents = [new DocumentWrite(DocumentKind.Feedback, document.Id, document.Version, state, document.Key, document.AtMs, document.Body)] },
        cancellationToken);

    // one word that cannot be read must not keep the others waiting
    private static AnomalyFeedback? Read(Document document)
    {
        try
        {
            return AIOpsJson.Read<AnomalyFeedback>(document.Body) is { Kind: not null, Workload: not null } feedback && AnomalyFeedback.Kinds.ContainsKey(feedback.Kind) ? feedback : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(171, LogLevel.Error, "Feedback on {Anomaly} cannot be read and is left out.")]
        public static partial void NotRead(ILogger logger, string anomaly);

        [LoggerMessage(170, LogLevel.Warning, "Feedback waits, and is tried again: {Reason}")]
        public static partial void Waits(ILogger logger, string reason);
    }
}
