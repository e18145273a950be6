using AIOps.Server.Demo.Processes;

namespace AIOps.Server.Demo.Workers;

/// <summary>The broker of the second service set.</summary>
internal sealed partial class QueueRole : IProcessRole
{
    private static readonly TimeSpan LongPoll = TimeSpan.FromSeconds(2);

    public void Register(IServiceCollection services) => services.AddSingleton<JobQueue>();

    public void Map(WebApplication application)
    {
        application.MapPost("/jobs", async (HttpRequest request, JobQueue queue, Work work, ILogger<QueueRole> logger, CancellationToken cancelled) =>
        {
            var partition = await work.DoAsync(cancelled);
            if (partition is null && queue.TryPublish(request.Headers.TraceParent))
            {
                return Results.Accepted();
            }

            queue.Refused();
            Log.NoPartition(logger, partition ?? "full");
            return Results.StatusCode(StatusCodes.Status503ServiceUnavailable);
        });
        application.MapGet("/served", (JobQueue queue) => queue.Serves ? Results.Ok() : Results.StatusCode(StatusCodes.Status503ServiceUnavailable)).DisableHttpMetrics();
        application.MapPost("/jobs/next", async (JobQueue queue, CancellationToken cancelled) =>
            await queue.TakeAsync(LongPoll, cancelled) is { } job ? Results.Json(job) : Results.NoContent());
        application.MapPost("/jobs/{id:long}/done", (long id, bool? failed, JobQueue queue) => queue.Done(id, failed ?? false));
    }

    private static partial class Log
    {
        [LoggerMessage(9171, LogLevel.Error, "Job refused: {Problem}")]
        public static partial void NoPartition(ILogger logger, string problem);
    }
}
