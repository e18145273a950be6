namespace AIOps.Server.Logs;

/// <summary>One template with raw lines, masked.</summary>
/// <param name="Template">The template.</param>
/// <param name="Example">The first line that was seen; empty when it is no longer held.</param>
/// <param name="LinesAround">Lines around its last record, oldest first; empty when they are no longer held.</param>
/// <param name="RecentLines">The workload's last lines, oldest first.</param>
internal sealed record LogTemplateDetail(LogTemplateView Template, string Example, IReadOnlyList<string> LinesAround, IReadOnlyList<string> RecentLines);
