using AIOps.Contracts.Runs;

namespace AIOps.Remediation.Tests.Policy;

/// <summary>Doing nothing is no way to score zero harm: of what can be repaired nearly all is acted on, of what must be left alone nothing.</summary>
public sealed class CoverageTests
{
    private const int Least = 18;

    [Test]
    public async Task RepairableFaults_AreActedOnByTheRightRunbook()
    {
        var folder = await FaultScene.ConfigurationsAsync();
        var missed = new List<string>();
        var faults = Faults.Repairable(folder);
        foreach (var fault in faults)
        {
            await using var engine = await FaultScene.SetAsync(fault);
            var runs = await FaultScene.TellAsync(engine, fault);
            var acting = runs.FirstOrDefault(run => run.State is RunState.Queued or RunState.AwaitingApproval);
            if (acting?.RunbookId != fault.Runbook)
            {
                missed.Add($"{fault.Name}: {(acting is null ? string.Join("; ", runs.Select(run => $"{run.RunbookId} {run.State} {run.Reason}")) : acting.RunbookId)}");
            }
        }

        Directory.Delete(folder, recursive: true);
        TestContext.Out.WriteLine($"{faults.Count - missed.Count} of {faults.Count} acted on");
        Assert.Multiple(() =>
        {
            Assert.That(faults, Has.Count.EqualTo(21));
            Assert.That(faults.Count - missed.Count, Is.GreaterThanOrEqualTo(Least), string.Join('\n', missed));
        });
    }

    [Test]
    public async Task WhatMustBeLeftAlone_IsLeftAlone()
    {
        var folder = await FaultScene.ConfigurationsAsync();
        var acted = new List<string>();
        var situations = Faults.LeaveAlone(folder, TimeProvider.System.GetUtcNow());
        foreach (var situation in situations)
        {
            await using var engine = await FaultScene.SetAsync(situation);
            var runs = await FaultScene.TellAsync(engine, situation);
            acted.AddRange(runs.Where(run => run.State != RunState.Skipped).Select(run => $"{situation.Name}: {run.RunbookId} is {run.State}"));
        }

        Directory.Delete(folder, recursive: true);
        Assert.Multiple(() =>
        {
            Assert.That(situations, Has.Count.EqualTo(10));
            Assert.That(acted, Is.Empty);
        });
    }
}
