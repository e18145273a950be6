namespace AIOps.Detection.Logs;

/// <summary>A template and how often it comes.</summary>
/// <param name="Template">The template.</param>
/// <param name="Rate">Records a second over the buckets in <paramref name="Recent"/>.</param>
/// <param name="Recent">Records in each of the last counting buckets (at most 30), oldest first; the open one is not among them.</param>
/// <param name="Example">The first line that was seen, masked; may be empty.</param>
public sealed record TemplateStanding(LogTemplate Template, double Rate, IReadOnlyList<int> Recent, string Example);
