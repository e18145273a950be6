using AIOps.Server.Demo.Processes;

namespace AIOps.Server.Demo.Workers;

/// <summary>The broker of the second service set.</summary>
internal sealed class QueueRole : IProcessRole
{
    private static readonly TimeSpan LongPoll = TimeSpan.FromSeconds(2);

    public void Register(IServiceCollection services) => services.AddSingleton<JobQueue>();

    public void Map(WebApplication application)
    {
        application.MapPost("/jobs", async (HttpRequest request, JobQueue queue, Work work, CancellationToken cancelled) =>
            await work.DoAsync(cancelled) is null && queue.TryPublish(request.Headers.TraceParent)
                ? Results.Accepted()
                : Results.StatusCode(StatusCodes.Status503ServiceUnavailable));
        application.MapPost("/jobs/next", async (JobQueue queue, CancellationToken cancelled) =>
            await queue.TakeAsync(LongPoll, cancelled) is { } job ? Results.Json(job) : Results.NoContent());
        application.MapPost("/jobs/{id:long}/done", (long id, JobQueue queue) => queue.Done(id));
    }
}
