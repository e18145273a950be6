using AIOps.Contracts.Incidents;
using AIOps.Contracts.Runs;
using AIOps.Contracts.Serialization;
using AIOps.Contracts.Storage;
using AIOps.Remediation.Tests.Engine;
using AIOps.Remediation.Trust;

namespace AIOps.Remediation.Tests.Recovery;

/// <summary>A run on a real store, whose fault has a history.</summary>
public sealed class UncreditedRunTests
{
    [TestCase(true, Verdict.RecoveredAnyway)]
    [TestCase(false, Verdict.Fixed)]
    public async Task SuccessIsCredited_OnlyWhenItDoesNotUsuallyComeByItself(bool usual, Verdict verdict)
    {
        await using var engine = await EngineUnderTest.StartAsync(new TestCatalogue(Some.Service(members: ("orders-1", []))));
        engine.Runbook("trial", Some.Trial("  - { id: one, uses: wait, with: { for: 1s }, timeout: 10s }", total: "3m", settle: "2m"));
        await engine.GrantAsync("trial", TrustLevel.Auto);
        var incident = Some.Incident();
        var repaired = false;
        engine.Signals.Probes[$"{Some.Workload}@orders-1"] = () => Volatile.Read(ref repaired);
        engine.Dispatch();
        var run = await engine.WaitAsync((await engine.TellAsync(incident))[^1].Id, its => its.State == RunState.Verifying);

        // Its step takes a second: in the history the fault ended by itself while such a step ran, or long after any run of this test.
        var lasted = run.StartedAt!.Value - incident.Anchors.Detected!.At + (usual ? TimeSpan.FromSeconds(0.5) : TimeSpan.FromHours(1));
        for (var n = 0; n < 10; n++)
        {
            await RememberAsync(engine, n, lasted);
        }

        Volatile.Write(ref repaired, true);
        run = await engine.WaitAsync(run.Id);
        var record = (await TrustLedger.ReadAsync(engine.Store, "trial", CancellationToken.None)).Single(one => one.Version == "1.0.0");

        Assert.Multiple(() =>
        {
            Assert.That(run.State, Is.EqualTo(RunState.Succeeded));
            Assert.That(run.Verification!.Verdict, Is.EqualTo(verdict), string.Join('\n', run.Verification.Arithmetic));
            Assert.That(run.Verification.Arithmetic[^1], Does.StartWith("natural recovery of 'down' at " + Some.Workload));
            Assert.That(record.Evidence.Single().Verdict, Is.EqualTo(verdict));
            Assert.That(record.Evidence.Single().NaturalShare, Is.EqualTo(usual ? 1 : 0));
            Assert.That(TrustLadder.WeighNatural(record, TimeProvider.System.GetUtcNow()), Is.EqualTo((1, usual ? 1 : 0, (double?)(usual ? 1 : 0))));
        });
    }

    private static async Task RememberAsync(EngineUnderTest engine, int n, TimeSpan lasted)
    {
        var began = TimeProvider.System.GetUtcNow().AddDays(-1 - n);
        var over = new Anchor(began + lasted, AnchorSource.Measured);
        var old = Some.Incident($"INC-9{n}", at: began);
        old = old with { State = IncidentState.Resolved, Anchors = old.Anchors with { Mitigated = over, Resolved = over } };
        await engine.Store.CommitAsync(new StoreCommit { Documents = [new DocumentWrite(DocumentKind.Incident, old.Id, 0, old.State.ToString(), old.Service, began.ToUnixTimeMilliseconds(), AIOpsJson.Write(old))] }, CancellationToken.None);
    }
}
