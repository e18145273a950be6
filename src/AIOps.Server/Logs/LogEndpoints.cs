using AIOps.Server.Detect;
using AIOps.Server.Web;
using AIOps.Server.Web.Api;

namespace AIOps.Server.Logs;

/// <summary>Log templates of the workloads whose shards this process owns.</summary>
internal static class LogEndpoints
{
    private const int ShownLines = 40;

    public static void Map(RouteGroupBuilder api)
    {
        var group = api.MapGroup("/logs").WithTags("Logs");
        group.MapGet("/templates", ListAsync).WithName("ListLogTemplates")
            .WithSummary("Log templates of a workload, or of all; order: top (most records first) or new (first seen last first).").Produces<Page<LogTemplateView>>();
        group.MapGet("/templates/{id:int}", OneAsync).WithName("GetLogTemplate").WithSummary("One template of a workload with an example, the lines around its last record, and the workload's last lines, all masked.").Produces<LogTemplateDetail>();
    }

    private static async Task<IResult> ListAsync(IServiceProvider services, WebInstruments instruments, CancellationToken cancellationToken, string? workload = null, string order = "top", int limit = 100, int offset = 0)
    {
        if (Bounds.Check(instruments, limit, offset) is { } problem)
        {
            return problem;
        }

        if (order is not ("top" or "new"))
        {
            return Problems.BadValue("order", order, "No such order.", "use top or new");
        }

        if (services.GetService<ShardSet>() is not { } shards)
        {
            return NoDetection();
        }

        var templates = new List<LogTemplateView>();
        if (!string.IsNullOrEmpty(workload) && shards.LogsOf(workload) is null)
        {
            return NotHere(workload);
        }

        foreach (var shard in string.IsNullOrEmpty(workload) ? shards.Logs : [shards.LogsOf(workload)!])
        {
            templates.AddRange(await shard.AskAsync(detector => detector.Workloads.Where(one => string.IsNullOrEmpty(workload) || one == workload)
                .SelectMany(one => detector.Standings(one).Select(standing => LogTemplateView.Of(one, standing))).ToList(), cancellationToken));
        }

        var sorted = order == "top" ? templates.OrderByDescending(template => template.Records) : templates.OrderByDescending(template => template.FirstSeen);
        var page = sorted.ThenBy(template => template.Workload, StringComparer.Ordinal).ThenBy(template => template.Id).Skip(offset).Take(limit).ToList();
        return TypedResults.Ok(new Page<LogTemplateView>(page, templates.Count, offset + page.Count < templates.Count ? offset + page.Count : null));
    }

    private static async Task<IResult> OneAsync(IServiceProvider services, int id, CancellationToken cancellationToken, string? workload = null)
    {
        if (string.IsNullOrEmpty(workload))
        {
            return Problems.BadValue("workload", workload, "Template ids count per workload.", "give workload=service:NAME");
        }

        if (services.GetService<ShardSet>() is not { } shards)
        {
            return NoDetection();
        }

        if (shards.LogsOf(workload) is not { } logs)
        {
            return NotHere(workload);
        }

        var found = await logs.AskAsync(
            detector => detector.Standing(workload, id) is { } standing
                ? new LogTemplateDetail(LogTemplateView.Of(workload, standing), standing.Example, detector.LinesAround(workload, id), detector.RecentLines(workload, ShownLines))
                : null,
            cancellationToken);
        return found is null ? Problems.NotFound("logs/template", $"{id}") : TypedResults.Ok(found);
    }

    private static Microsoft.AspNetCore.Http.HttpResults.ProblemHttpResult NotHere(string workload) => Problems.Make(StatusCodes.Status503ServiceUnavailable, "not-here", $"The logs of {workload} are watched by another process.", "workload", workload, "ask the other processes that run the role detect, or again in a few seconds");

    private static Microsoft.AspNetCore.Http.HttpResults.ProblemHttpResult NoDetection() => Problems.Make(StatusCodes.Status503ServiceUnavailable, "no-detection", "This process does not run the role detect.", "role", null, "ask a process that does");
}
