namespace AIOps.Remediation.Steps;

/// <summary>The executors by the name that a runbook's <c>uses</c> gives.</summary>
internal static class StepExecutors
{
    public static IReadOnlyDictionary<string, IStepExecutor> All { get; } = new Dictionary<string, IStepExecutor>(StringComparer.Ordinal)
    {
        ["exec"] = new CommandExecutor(),
        ["systemd"] = new CommandExecutor(),
        ["container"] = new CommandExecutor(),
        ["kubernetes"] = new CommandExecutor(),
        ["sql"] = new CommandExecutor(),
        ["ssh"] = new CommandExecutor(),
        ["http"] = new HttpExecutor(),
        ["wait"] = new WaitExecutor(),
        ["metric"] = new MetricExecutor(),
        ["approve"] = new ApproveExecutor(),
        ["notify"] = new NotifyExecutor(),
    };
}
