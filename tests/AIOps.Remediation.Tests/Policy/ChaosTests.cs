using AIOps.Contracts.Incidents;
using AIOps.Contracts.Runs;
using AIOps.Remediation.Steps;
using Polly;
using Polly.Simmy;

namespace AIOps.Remediation.Tests.Policy;

/// <summary>Chaos strategies around every step drive each shipped runbook through its failure paths; nothing is really run.</summary>
public sealed class ChaosTests
{
    private static readonly Dictionary<string, (Action<ResiliencePipelineBuilder<StepOutcome>> Strike, RunState[] Ends, StepState[] First)> Chaos = new(StringComparer.Ordinal)
    {
        ["fails"] = (builder => Always(builder, StepOutcome.Failed("chaos: failed")), [RunState.Failed, RunState.RolledBack], [StepState.Failed]),
        ["times out"] = (builder => Always(builder, new StepOutcome { TimedOut = true, Error = "chaos: took too long" }), [RunState.TimedOut], [StepState.TimedOut]),
        ["is unknown"] = (builder => Always(builder, new StepOutcome { Unknown = true, Error = "chaos: nobody knows" }), [RunState.Failed], [StepState.Failed, StepState.Unknown]),
        ["throws"] = (builder => builder.AddChaosFault(1, () => new InvalidDataException("chaos: a defect")), [RunState.Failed], [StepState.Failed, StepState.Unknown]),
        ["says done and does nothing"] = (builder => Always(builder, StepOutcome.Done("chaos: done")), [RunState.Ineffective], [StepState.Succeeded, StepState.Undone]),
    };

    private static IEnumerable<object[]> Cases() => Faults.Repairable("").Append(Faults.Unknown).DistinctBy(fault => fault.Runbook).SelectMany(_ => Chaos.Keys, (fault, chaos) => new object[] { fault.Runbook, chaos });

    [TestCaseSource(nameof(Cases))]
    public async Task StrickenStep_EndsTheRunAsItShould(string runbook, string chaos)
    {
        var folder = await FaultScene.ConfigurationsAsync();
        var fault = Faults.Repairable(folder).Append(Faults.Unknown).First(fault => fault.Runbook == runbook);
        var (strike, ends, first) = Chaos[chaos];
        if (fault == Faults.Unknown && ends.Contains(RunState.Ineffective))
        {
            // It promised no effect.
            ends = [RunState.Succeeded];
        }

        await using var engine = await FaultScene.SetAsync(fault, strike);
        engine.Signals.Probes[Fault.Workload] = engine.Signals.Probes.GetValueOrDefault(Fault.Workload, () => false);
        var run = (await FaultScene.TellAsync(engine, fault)).Single(run => run.State is RunState.Queued or RunState.AwaitingApproval);
        engine.Dispatch();
        if (run.State == RunState.AwaitingApproval)
        {
            await engine.CommandAsync(new RunCommand(run.Id, RunAction.Approve, "ann", TimeProvider.System.GetUtcNow()) { PlanHash = run.Plan!.Hash });
        }

        run = await engine.WaitAsync(run.Id);
        var asked = await engine.AskedAsync();
        Directory.Delete(folder, recursive: true);
        Assert.Multiple(async () =>
        {
            Assert.That(run.State, Is.AnyOf([.. ends.Cast<object>()]), run.Reason);
            Assert.That(run.Steps[0].State, Is.AnyOf([.. first.Cast<object>()]));
            Assert.That(run.Reason, Is.Not.Empty);
            Assert.That(first.Contains(StepState.Succeeded) || run.Steps.Skip(1).All(step => step.State == StepState.Skipped), Is.True, "nothing is run after a step that failed");
            Assert.That(asked[^1], Is.AnyOf(IncidentAction.MitigationFailed, IncidentAction.VerificationFailed), "a human is called");
            Assert.That(await engine.LeasesAreFreeAsync(), Is.True);
        });
    }

    private static void Always(ResiliencePipelineBuilder<StepOutcome> builder, StepOutcome outcome) => builder.AddChaosOutcome(1, () => outcome);
}
