namespace AIOps.Contracts.Incidents;

/// <summary>A line in an incident's history.</summary>
/// <param name="At">When.</param>
/// <param name="Kind">A closed set of kinds: <c>state</c>, <c>signal</c>, <c>culprit</c>, <c>run</c>, <c>page</c>, <c>note</c>, <c>change</c>.</param>
/// <param name="Text">One sentence for people.</param>
/// <param name="Actor">A person's name, <c>aiops</c>, or <c>runbook:id@version</c>.</param>
public sealed record TimelineEntry(DateTimeOffset At, string Kind, string Text, string Actor = "aiops");
