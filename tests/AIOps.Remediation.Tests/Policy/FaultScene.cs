using System.Text.RegularExpressions;
using AIOps.Contracts.Events;
using AIOps.Contracts.Incidents;
using AIOps.Contracts.Runs;
using AIOps.Contracts.Serialization;
using AIOps.Contracts.Storage;
using AIOps.Contracts.Telemetry;
using AIOps.Remediation.Safeguards;
using AIOps.Remediation.Steps;
using AIOps.Remediation.Tests.Engine;
using Polly;

namespace AIOps.Remediation.Tests.Policy;

/// <summary>The engine with all shipped runbooks, every one of them granted to act by itself, before a fault.</summary>
internal static partial class FaultScene
{
    /// <summary>A folder with a configuration that differs from its last good one.</summary>
    public static async Task<string> ConfigurationsAsync()
    {
        var folder = Directory.CreateTempSubdirectory("aiops-faults-").FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "config"), "bad");
        await File.WriteAllTextAsync(Path.Combine(folder, "config.good"), "good");
        return folder;
    }

    public static async Task<EngineUnderTest> SetAsync(Fault fault, Action<ResiliencePipelineBuilder<StepOutcome>>? chaos = null)
    {
        var folder = Directory.CreateTempSubdirectory("aiops-remedy-").FullName;
        var engine = await EngineUnderTest.StartAsync(fault.Service is null ? new TestCatalogue() : new TestCatalogue(fault.Service), Copy(Path.Combine(folder, "runbooks")), folder, fault.Self, chaos: chaos);
        engine.Services.Shelf.Refresh();
        foreach (var runbook in engine.Services.Shelf.Runbooks)
        {
            foreach (var targets in new[] { "test:service", "any:service" })
            {
                await engine.GrantAsync(runbook.Id, TrustLevel.Auto, runbook.Version.ToString(), targets);
            }
        }

        foreach (var (entity, answers) in fault.Probes)
        {
            engine.Signals.Probes[entity] = () => answers;
        }

        var settings = fault.KillSwitches.Select(pulled => (pulled.Id, KillSwitch.State, Body: AIOpsJson.Write(pulled))).Concat(fault.Freezes.Select(freeze => ($"freeze/{freeze.Id}", Freeze.State, Body: AIOpsJson.Write(freeze))));
        await engine.Store.CommitAsync(new StoreCommit { Documents = [.. settings.Select(setting => new DocumentWrite(DocumentKind.Setting, setting.Item1, DocumentWrite.AnyVersion, setting.Item2, "", 0, setting.Body))] }, CancellationToken.None);
        if (fault.Deployed)
        {
            var now = TimeProvider.System.GetUtcNow();
            var change = new ChangeEvent { Id = "c-1", Entity = EntityId.Parse(Fault.Workload), Kind = "deploy", ReceivedAt = now, At = now.AddMinutes(-5), Version = "2" };
            await engine.Store.CommitAsync(new StoreCommit { Events = [new NewEvent("change/c-1", EventTypes.ChangeObserved, AIOpsJson.Write(change))] }, CancellationToken.None);
            await engine.PumpAsync();
        }

        return engine;
    }

    /// <summary>What the engine makes of the fault.</summary>
    public static async Task<IReadOnlyList<Run>> TellAsync(EngineUnderTest engine, Fault fault) => await engine.TellAsync(fault.Incident(TimeProvider.System.GetUtcNow()));

    // As shipped but for their waiting times.
    private static string Copy(string to)
    {
        var from = Path.Combine(AppContext.BaseDirectory, "runbooks");
        foreach (var file in Directory.GetFiles(from, "*", SearchOption.AllDirectories).Where(file => Path.GetDirectoryName(file) != from))
        {
            var copy = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            var text = File.ReadAllText(file);
            File.WriteAllText(copy, file.EndsWith("v1.yaml", StringComparison.Ordinal) ? Times().Replace(text, "${name}: 1s") : text);
        }

        return to;
    }

    [GeneratedRegex(@"\b(?<name>settle|window|for): \d+[smhd]", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Times();
}
