using System.Diagnostics;
using AIOps.Contracts.Telemetry;
using AIOps.Remediation.Guarding;
using AIOps.Remediation.Planning;
using AIOps.Remediation.Runbooks;
using AIOps.Remediation.Steps;

namespace AIOps.Remediation.Tests.Steps;

/// <summary>One step of a command executor under a real guard.</summary>
internal static class CommandTrial
{
    private static readonly Dictionary<string, IReadOnlyList<string>> NoLists = new(StringComparer.Ordinal);
    private static readonly Dictionary<string, IReadOnlyDictionary<string, string>> NoMaps = new(StringComparer.Ordinal);
    private static readonly StepSettings NoSettings = new(new Dictionary<string, Template>(StringComparer.Ordinal), new Dictionary<string, IReadOnlyList<Template>>(StringComparer.Ordinal), new Dictionary<string, IReadOnlyDictionary<string, Template>>(StringComparer.Ordinal));

    public static ResolvedStep Step(string uses, IReadOnlyDictionary<string, string> texts, IReadOnlyDictionary<string, IReadOnlyList<string>>? lists = null, IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>>? maps = null, double seconds = 120) =>
        new(new StepRule { Id = "trial", Uses = uses, With = NoSettings, Timeout = TimeSpan.FromSeconds(seconds), AttemptTimeout = TimeSpan.FromSeconds(seconds) }, new EntityId(Some.Workload, "orders-1"), texts, lists ?? NoLists, maps ?? NoMaps, null);

    public static async Task<StepOutcome> RunAsync(ResolvedStep step, long token = 1, ScriptSet? scripts = null, CancellationToken cancellationToken = default)
    {
        using var guard = await GuardedCommand.StartAsync(GuardCommandLine.Own(), cancellationToken);
        return await new CommandExecutor().RunAsync(
            new StepContext
            {
                Step = step,
                RunId = "RUN-1",
                IncidentId = "INC-1",
                Scripts = scripts ?? ScriptSet.None,
                Secrets = SecretValues.None,
                Environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["PATH"] = Environment.GetEnvironmentVariable("PATH")!, ["HOME"] = "/tmp" },
                Signals = new TestSignals(),
                Time = TimeProvider.System,
                LeaseDeadline = () => Stopwatch.GetTimestamp() + (600 * Stopwatch.Frequency),
                FencingToken = token,
                Guard = guard,
            },
            cancellationToken);
    }
}
