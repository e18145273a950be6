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
                catch (StoreUnavailableException failure)
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
        var feedback = AIOpsJson.Read<AnomalyFeedback>(document.Body);
        if (shards.MetricsOf(feedback.Workload) is not { } shard)
        {
            return; // another process has it
        }

        // marked first: said twice is said too loud, and a lost word can be repeated
        var known = await shard.DescribeAsync(feedback.SeriesId, cancellationToken) is not null;
        var marked = await store.CommitAsync(
            new StoreCommit { Documents = [new DocumentWrite(DocumentKind.Feedback, document.Id, document.Version, known ? FeedbackDesk.Applied : FeedbackDesk.TooLate, document.Key, document.AtMs, document.Body)] },
            cancellationToken);
        if (known && marked == CommitOutcome.Committed)
        {
            await shard.LearnAsync(feedback.SeriesId, AnomalyFeedback.Kinds[feedback.Kind], cancellationToken);
            instruments.OnFeedback(feedback.Kind);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(170, LogLevel.Warning, "Feedback waits for the store: {Reason}")]
        public static partial void Waits(ILogger logger, string reason);
    }
}
