namespace AIOps.Remediation.Safeguards;

/// <summary>Stops automation at once until it is lifted.</summary>
/// <param name="Scope"><c>global</c>, <c>service:WORKLOAD</c> or <c>runbook:ID</c>.</param>
/// <param name="By">Who pulled it.</param>
/// <param name="Reason">Why.</param>
/// <param name="At">When.</param>
public sealed record KillSwitch(string Scope, string By, string Reason, DateTimeOffset At)
{
    /// <summary>The scope that stops everything.</summary>
    public const string Global = "global";

    /// <summary>State under which it is stored among the settings.</summary>
    public const string State = "kill-switch";

    /// <summary>Primary key in the store.</summary>
    public string Id => IdOf(Scope);

    /// <summary>Primary key in the store.</summary>
    public static string IdOf(string scope) => $"kill-switch/{scope}";

    /// <summary>Whether a text names a scope.</summary>
    public static bool IsScope(string scope)
    {
        ArgumentNullException.ThrowIfNull(scope);
        return scope == Global || (scope.StartsWith("service:", StringComparison.Ordinal) && scope.Length > 8) || (scope.StartsWith("runbook:", StringComparison.Ordinal) && scope.Length > 8);
    }

    /// <summary>Whether it stops a runbook on a service. A service may be named without its namespace: who stops <c>payments</c> means every one.</summary>
    public bool Stops(string runbookId, string workload)
    {
        ArgumentNullException.ThrowIfNull(workload);
        return Scope == Global || Scope == $"runbook:{runbookId}" || Scope == workload || Scope == $"service:{workload}"
            || (Scope.StartsWith("service:", StringComparison.Ordinal) && workload.EndsWith("/" + Scope["service:".Length..], StringComparison.Ordinal));
    }
}
