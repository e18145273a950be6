using System.Diagnostics;
using AIOps.Remediation.Guarding;
using AIOps.Remediation.Planning;
using AIOps.Remediation.Runbooks;
using AIOps.Remediation.Steps;

namespace AIOps.Remediation.Tests.Resilience;

/// <summary>One step of a runbook, resolved, with what its executor may use.</summary>
internal static class TrialStep
{
    public static ResolvedStep Of(string uses, string with, int retries, bool idempotent, TimeSpan timeout, TimeSpan? attempt, ScriptSet scripts)
    {
        var mistakes = new List<RunbookMistake>();
        var runbook = RunbookLoader.Parse("/x/trial/v1.yaml", Some.Trial($"  - {{ id: call, uses: {uses}, with: {with}, idempotent: true, timeout: 60s }}", total: "30m"), scripts, mistakes);
        Assert.That(mistakes, Is.Empty);
        var picture = IncidentPicture.Of(Some.Incident(), new TestCatalogue(Some.Service(members: ("orders-1", []))), [])!;
        var (prepared, refusal) = Planner.Plan(new PlanRequest { RunId = "RUN-1", Runbook = runbook!, Picture = picture, Probes = new Dictionary<string, bool?>(StringComparer.Ordinal) });
        Assert.That(refusal, Is.Null);
        var step = prepared!.Steps[0];
        return step with { Rule = step.Rule with { Idempotent = idempotent, Retries = retries, RetryDelay = TimeSpan.FromMilliseconds(10), Timeout = timeout, AttemptTimeout = attempt ?? timeout } };
    }

    public static StepContext Context(ResolvedStep step, ScriptSet scripts, GuardedCommand? guard) => new()
    {
        Step = step,
        RunId = "RUN-1",
        IncidentId = "INC-1",
        Scripts = scripts,
        Secrets = SecretValues.None,
        Environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["PATH"] = "/usr/bin:/bin" },
        Signals = new TestSignals(),
        Time = TimeProvider.System,
        LeaseDeadline = () => Stopwatch.GetTimestamp() + (300 * Stopwatch.Frequency),
        Guard = guard,
    };
}
