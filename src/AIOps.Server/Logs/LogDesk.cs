using AIOps.Contracts.Serialization;
using AIOps.Server.Detect;

namespace AIOps.Server.Logs;

/// <summary>Answers questions about the templates of the shards that this process has.</summary>
internal sealed class LogDesk(ShardSet shards)
{
    private const int ShownLines = 40;

    public async Task<LogAnswer> AnswerAsync(LogQuestion question, CancellationToken cancellationToken)
    {
        var workload = question.Workload;
        if (workload.Length > 0 && shards.LogsOf(workload) is null)
        {
            return new LogAnswer();
        }

        if (question.Template > 0)
        {
            var found = await shards.LogsOf(workload)!.AskAsync(
                detector => detector.Standing(workload, question.Template) is { } standing
                    ? new LogTemplateDetail(LogTemplateView.Of(workload, standing), standing.Example, detector.LinesAround(workload, question.Template), detector.RecentLines(workload, ShownLines))
                    : null,
                cancellationToken);
            return new LogAnswer { Here = true, Total = found is null ? 0 : 1, Body = found is null ? "" : AIOpsJson.Write(found) };
        }

        var templates = new List<LogTemplateView>();
        foreach (var shard in workload.Length == 0 ? shards.Logs : [shards.LogsOf(workload)!])
        {
            templates.AddRange(await shard.AskAsync(detector => detector.Workloads.Where(one => workload.Length == 0 || one == workload)
                .SelectMany(one => detector.Standings(one).Select(standing => LogTemplateView.Of(one, standing))).ToList(), cancellationToken));
        }

        return new LogAnswer { Here = true, Total = templates.Count, Body = AIOpsJson.Write(Sort(templates, question.Order).Take(question.Most).ToList()) };
    }

    /// <summary>Most records first, or first seen last first.</summary>
    public static IEnumerable<LogTemplateView> Sort(IEnumerable<LogTemplateView> templates, string order) =>
        (order == "top" ? templates.OrderByDescending(template => template.Records) : templates.OrderByDescending(template => template.FirstSeen))
            .ThenBy(template => template.Workload, StringComparer.Ordinal).ThenBy(template => template.Id);
}
