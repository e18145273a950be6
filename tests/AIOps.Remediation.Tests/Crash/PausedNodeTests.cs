using System.Diagnostics;
using AIOps.Contracts.Runs;
using AIOps.Remediation.Guarding;
using Microsoft.Data.Sqlite;

namespace AIOps.Remediation.Tests.Crash;

/// <summary>A node that was stopped in the middle of a step, overtaken, and continued: it acts no more, and neither does what it had started.</summary>
public sealed class PausedNodeTests
{
    private static readonly TimeSpan Term = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(4);

    [TestCase(false, false, TestName = "StoppedNode_ActsNoMoreOnSqlite")]
    [TestCase(true, false, TestName = "StoppedNode_ActsNoMoreOnPostgres")]
    [TestCase(false, true, TestName = "StoppedNodeWithItsGuard_ActsNoMore")]
    public async Task StoppedNode_ActsNoMore(bool postgres, bool withGuard)
    {
        await using var scene = await CrashScene.SetAsync(CrashScene.Step("long") + "\n" + CrashScene.Step("two"), postgres, Term);
        var node = scene.StartNode();
        await scene.Engine.TellAsync(Some.Incident(), pump: false);
        await UntilAsync(scene, "the step begins", () => Task.FromResult(File.Exists(Path.Combine(scene.Folder, "ticks"))));
        var script = ProcessIdentity.Of(int.Parse(await File.ReadAllTextAsync(Path.Combine(scene.Folder, "pid"))))!.Value;
        var before = (await scene.RunAsync())!;
        var guard = ProcessIdentity.TryParse(before.Steps[0].GuardProcess)!.Value;

        await StopAsync(node, postgres ? null : Path.Combine(scene.Folder, "aiops.db"));
        if (withGuard)
        {
            Signal("STOP", guard.Pid);
        }

        scene.StartNode();
        Run taken = before;
        await UntilAsync(scene, "the other node takes over", async () => (taken = (await scene.RunAsync())!).Owner != before.Owner);
        var aliveAtTakeover = script.IsAlive;
        await UntilAsync(scene, "the run ends", async () => (taken = (await scene.RunAsync())!).IsOver);
        var ticks = await File.ReadAllLinesAsync(Path.Combine(scene.Folder, "ticks"));

        Signal("CONT", node.Id);
        if (withGuard)
        {
            Signal("CONT", guard.Pid);
        }

        // Twice the time in which it would have renewed, stored and begun the next step.
        await Task.Delay(Term);
        var after = (await scene.RunAsync())!;
        var audit = await scene.Engine.Store.ReadAuditAsync(0, 1000, CancellationToken.None);
        Assert.Multiple(async () =>
        {
            Assert.That(aliveAtTakeover, Is.False, "the script is dead before its lease is free");
            Assert.That(taken.State, Is.EqualTo(RunState.Failed));
            Assert.That(taken.Reason, Does.StartWith("unknown outcome"));
            Assert.That((after.Version, after.Owner), Is.EqualTo((taken.Version, taken.Owner)), "what was continued stored nothing");
            Assert.That(await File.ReadAllLinesAsync(Path.Combine(scene.Folder, "ticks")), Has.Length.EqualTo(ticks.Length), "and did nothing");
            Assert.That(scene.Trace(), Is.EqualTo(new[] { "long" }));
            Assert.That(node.HasExited, Is.False, "it lives on as an ordinary node");
            Assert.That(ProcessSession.IsDead(guard), Is.True);
            Assert.That(audit.Count(entry => entry.Entry.Action == "run.recovered"), Is.EqualTo(1));
        });
    }

    // A process that is stopped in the middle of a transaction keeps SQLite's lock, and nobody else writes until it goes on: what one file cannot give. Stopped elsewhere, it is overtaken.
    private static async Task StopAsync(Process node, string? sqlite)
    {
        Signal("STOP", node.Id);
        for (var tries = 0; sqlite is not null && IsLocked(sqlite); tries++)
        {
            Assert.That(tries, Is.LessThan(100), "the node does nothing but write");
            TestContext.Progress.WriteLine("stopped in a transaction; once more");
            Signal("CONT", node.Id);
            await Task.Delay(50);
            Signal("STOP", node.Id);
        }
    }

    private static bool IsLocked(string file)
    {
        using var connection = new SqliteConnection($"Data Source={file};Pooling=False;Default Timeout=3");
        connection.Open();
        try
        {
            connection.BeginTransaction(deferred: false).Dispose();
            return false;
        }
        catch (SqliteException busy) when (busy.SqliteErrorCode == 5)
        {
            return true;
        }
    }

    private static void Signal(string signal, int pid)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{pid}"]);
        kill.WaitForExit();
    }

    private static async Task UntilAsync(CrashScene scene, string what, Func<Task<bool>> condition)
    {
        var began = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            if (Stopwatch.GetElapsedTime(began) > Limit)
            {
                var run = await scene.RunAsync();
                Assert.Fail($"it did not come about that {what}: {run?.Id} is {run?.State} of {run?.Owner}; nodes that ended: {scene.Nodes.Count(node => node.HasExited)}; leases end in {string.Join(", ", await scene.LeasesAsync())}");
            }

            await Task.Delay(20);
        }
    }
}
