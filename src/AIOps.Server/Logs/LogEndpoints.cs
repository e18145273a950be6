using AIOps.Contracts.Serialization;
using AIOps.Server.Web;
using AIOps.Server.Web.Api;

namespace AIOps.Server.Logs;

/// <summary>Log templates, from whichever process watches their workloads.</summary>
internal static class LogEndpoints
{
    /// <summary>Templates of the pages that several processes are asked for: their answers travel over the bus.</summary>
    private const int MaxRow = 5_000;

    public static void Map(RouteGroupBuilder api)
    {
        var group = api.MapGroup("/logs").WithTags("Logs");
        group.MapGet("/templates", ListAsync).WithName("ListLogTemplates")
            .WithSummary("Log templates of a workload, or of all; order: top (most records first) or new (first seen last first).").Produces<Page<LogTemplateView>>();
        group.MapGet("/templates/{id:int}", OneAsync).WithName("GetLogTemplate").WithSummary("One template of a workload with an example, the lines around its last record, and the workload's last lines, all masked.").Produces<LogTemplateDetail>();
    }

    private static async Task<IResult> ListAsync(IServiceProvider services, WebInstruments instruments, HttpContext http, string? workload = null, string order = "top", int limit = 100, int offset = 0)
    {
        if (Bounds.Check(instruments, limit, offset) is { } problem)
        {
            return problem;
        }

        if (order is not ("top" or "new"))
        {
            return Problems.BadValue("order", order, "No such order.", "use top or new");
        }

        if (offset + limit > MaxRow)
        {
            instruments.OnLimit("log-templates");
            return Problems.BadValue("offset", $"{offset}", $"Pages of templates reach to row {MaxRow}.", "give a workload");
        }

        var (answers, silent) = await services.GetRequiredService<LogWorkers>().AskAsync(new LogQuestion { Workload = workload ?? "", Order = order, Most = offset + limit }, http.RequestAborted);
        if (Missing(answers, silent, workload) is { } missing)
        {
            return missing;
        }

        if (silent > 0)
        {
            http.Response.Headers[SeriesEndpoints.NoteHeader] = $"{silent} of {answers.Count + silent} processes that detect did not answer: their workloads are missing";
        }

        var total = answers.Sum(answer => answer.Total);
        var page = LogDesk.Sort(answers.Where(answer => answer.Here).SelectMany(answer => AIOpsJson.Read<List<LogTemplateView>>(answer.Body)), order).Skip(offset).Take(limit).ToList();
        return TypedResults.Ok(new Page<LogTemplateView>(page, total, offset + page.Count < total ? offset + page.Count : null));
    }

    private static async Task<IResult> OneAsync(IServiceProvider services, int id, CancellationToken cancellationToken, string? workload = null)
    {
        if (string.IsNullOrEmpty(workload))
        {
            return Problems.BadValue("workload", workload, "Template ids count per workload.", "give workload=service:NAME");
        }

        if (id <= 0)
        {
            return Problems.NotFound("logs/template", $"{id}");
        }

        var (answers, silent) = await services.GetRequiredService<LogWorkers>().AskAsync(new LogQuestion { Workload = workload, Template = id }, cancellationToken);
        return Missing(answers, silent, workload) is { } missing
            ? missing
            : answers.FirstOrDefault(answer => answer.Body.Length > 0) is { } found ? TypedResults.Ok(AIOpsJson.Read<LogTemplateDetail>(found.Body)) : Problems.NotFound("logs/template", $"{id}");
    }

    private static Microsoft.AspNetCore.Http.HttpResults.ProblemHttpResult? Missing(IReadOnlyList<LogAnswer> answers, int silent, string? workload) => (answers.Count, silent) switch
    {
        (0, 0) => Problems.Make(StatusCodes.Status503ServiceUnavailable, "no-detection", "No process runs the role detect.", "role", null, "start one, or wait until it has taken its shards"),
        (0, _) => Problems.Make(StatusCodes.Status503ServiceUnavailable, "no-answer", "The process that detects did not answer.", "workload", workload, "again in a few seconds: its shards go to another one when it is gone"),
        _ when !string.IsNullOrEmpty(workload) && answers.All(answer => !answer.Here) =>
            Problems.Make(StatusCodes.Status503ServiceUnavailable, "not-here", $"The logs of {workload} are just changing their process.", "workload", workload, "again in a few seconds"),
        _ => null,
    };
}
