namespace AIOps.Remediation.Engine;

/// <summary>The same repair of the same target over and over: healing debt, with what it has cost so far.</summary>
/// <param name="Id">Primary key.</param>
/// <param name="Service">Workload.</param>
/// <param name="RunbookId">The repair.</param>
/// <param name="Targets">Where.</param>
/// <param name="RunIds">The runs that count.</param>
/// <param name="Cost">Time that they took together.</param>
/// <param name="OpenedAt">Since when it is a problem.</param>
/// <param name="LastAt">The last time.</param>
/// <param name="Summary">One sentence.</param>
public sealed record RecurringProblem(string Id, string Service, string RunbookId, IReadOnlyList<string> Targets, IReadOnlyList<string> RunIds, TimeSpan Cost, DateTimeOffset OpenedAt, DateTimeOffset LastAt, string Summary);
