namespace AIOps.Server.Logs;

/// <summary>One template with the workload's last raw lines, masked.</summary>
/// <param name="Template">The template.</param>
/// <param name="RecentLines">The workload's last lines, oldest first.</param>
internal sealed record LogTemplateDetail(LogTemplateView Template, IReadOnlyList<string> RecentLines);
