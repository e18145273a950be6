using AIOps.Contracts.Runs;
using AIOps.Storage.Operational;

namespace AIOps.Remediation.Tests.Crash;

/// <summary>
/// <c>kill -9</c> of a node at every transition of a run, on SQLite and PostgreSQL, with one node that is started again and with two.
/// A sample, and with AIOPS_TEST_FULL=1 all.
/// </summary>
[Parallelizable(ParallelScope.All)]
public sealed class CrashMatrixTests
{
    private const int SampleEvery = 31;

    // Long enough for a node that gets little of the processor to renew it: who loses it does right to stop, and that is another case.
    private static readonly TimeSpan Term = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);
    private static readonly string Repairs = string.Join('\n', CrashScene.Step("one"), CrashScene.Step("two", idempotent: true));
    private static readonly string Fails = string.Join('\n', CrashScene.Step("one", undo: "undo-one"), CrashScene.Step("fail"));

    // Moments of a run that repairs, and of one that fails and is undone, with the only end that is right.
    private static readonly (string Moment, RunState End)[] Repairing =
    [
        .. Both("run.planned:1", RunState.Succeeded, RunState.Succeeded),
        .. Both("run.running:1", RunState.Succeeded, RunState.Succeeded),
        .. Both("run.step.dispatched:1", RunState.Succeeded, RunState.Failed),
        ("during:one", RunState.Failed),
        .. Both("run.step.succeeded:1", RunState.Failed, RunState.Succeeded),
        .. Both("run.step.dispatched:2", RunState.Succeeded, RunState.Succeeded),
        ("during:two", RunState.Succeeded),
        .. Both("run.step.succeeded:2", RunState.Succeeded, RunState.Succeeded),
        .. Both("run.verifying:1", RunState.Succeeded, RunState.Succeeded),
        .. Both("run.succeeded:1", RunState.Succeeded, RunState.Succeeded),
        ("after:run.step.dispatched:1,before:run.recovered:1,after:run.recovered:1", RunState.Failed),
        ("after:run.step.dispatched:2,before:run.recovered:1,after:run.recovered:1", RunState.Succeeded),
    ];

    private static readonly (string Moment, RunState End)[] Failing =
    [
        .. Both("run.step.failed:1", RunState.Failed, RunState.RolledBack),
        .. Both("run.step.undoing:1", RunState.RolledBack, RunState.Failed),
        .. Both("run.step.undo-dispatched:1", RunState.Failed, RunState.Failed),
        ("during:undo-one", RunState.Failed),
        .. Both("run.step.undone:1", RunState.Failed, RunState.RolledBack),
        .. Both("run.rolledback:1", RunState.RolledBack, RunState.RolledBack),
    ];

    private static bool Full => Environment.GetEnvironmentVariable("AIOPS_TEST_FULL") == "1";

    private static IEnumerable<object[]> Cases() =>
        (from one in Repairing.Select(one => (one.Moment, one.End, Repairs: true)).Concat(Failing.Select(one => (one.Moment, one.End, Repairs: false)))
         from postgres in new[] { false, true }
         from nodes in new[] { 1, 2 }
         select new object[] { one.Moment, one.Repairs, postgres, nodes, one.End })
        .Where((_, index) => Full || index % SampleEvery == 8);

    [TestCaseSource(nameof(Cases))]
    public async Task KilledNode_LosesNothingAndRepeatsNothingUnsafe(string moments, bool repairs, bool postgres, int nodes, RunState end)
    {
        await using var scene = await CrashScene.SetAsync(repairs ? Repairs : Fails, postgres, Term, moments.Split(','));
        await scene.Engine.TellAsync(Some.Incident(), pump: false);

        var run = await scene.UntilOverAsync(nodes, Limit);
        var leases = await scene.LeasesAsync();
        await UntilFreeAsync(scene);

        var trace = scene.Trace();
        var audit = await scene.Engine.Store.ReadAuditAsync(0, 10_000, CancellationToken.None);
        Assert.Multiple(async () =>
        {
            Assert.That(scene.Deaths(), Is.EqualTo(moments.Split(',').Length), "the node did not die where it should");
            Assert.That(run.State, Is.EqualTo(end), run.Reason);
            Assert.That(run.Reason, end == RunState.Failed ? Does.Contain("unknown outcome") : Is.Not.Null);
            Assert.That(trace.Where(step => step != "two").GroupBy(step => step).Select(group => group.Count()), Is.All.EqualTo(1), string.Join(',', trace));
            Assert.That(trace.Contains("two"), Is.EqualTo(end == RunState.Succeeded), string.Join(',', trace));
            Assert.That(leases, Is.All.LessThanOrEqualTo(Term));
            Assert.That((await scene.Engine.RunsAsync()).Count(one => one.StartedAt is not null), Is.EqualTo(1), "one fault, one run");
            Assert.That(AuditChain.FirstBroken(audit, null), Is.Null);
            Assert.That(audit.Count(entry => entry.Entry.Action == $"run.{end.ToString().ToLowerInvariant()}"), Is.EqualTo(1));
        });
    }

    private static async Task UntilFreeAsync(CrashScene scene)
    {
        // The term and a little: who died at the very end has nobody who gives the lease back.
        for (var left = Term + TimeSpan.FromSeconds(3); left > TimeSpan.Zero; left -= TimeSpan.FromMilliseconds(100))
        {
            if ((await scene.LeasesAsync()).Count == 0)
            {
                return;
            }

            await Task.Delay(100);
        }

        Assert.Fail("a lease outlived its term");
    }

    private static IEnumerable<(string Moment, RunState End)> Both(string commit, RunState before, RunState after) => [($"before:{commit}", before), ($"after:{commit}", after)];
}
