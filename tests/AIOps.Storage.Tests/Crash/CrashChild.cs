using System.Diagnostics;
using System.Globalization;
using AIOps.Contracts.Storage;
using AIOps.Contracts.Telemetry;
using AIOps.Storage.History;
using AIOps.Storage.Operational;
using AIOps.Storage.Tests.History;
using Microsoft.Extensions.Logging.Abstractions;

namespace AIOps.Storage.Tests.Crash;

/// <summary>
/// The test program started again as a child that works until it is killed. Each line it prints is a promise: what the line names was confirmed before.
/// </summary>
internal static class CrashChild
{
    private const string Variable = "AIOPS_CRASH_CHILD";

    public static Process Start(string work, string folder, string postgres = "")
    {
        var start = new ProcessStartInfo(Path.ChangeExtension(typeof(CrashChild).Assembly.Location, null)) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment[Variable] = string.Join('|', work, folder, postgres);
        var process = Process.Start(start) ?? throw new InvalidOperationException("the child did not start");
        process.ErrorDataReceived += (_, line) => TestContext.Progress.WriteLine(line.Data);
        process.BeginErrorReadLine();
        return process;
    }

    /// <summary>Reads promises until there are enough, kills the child with SIGKILL and reads what it still managed to say.</summary>
    public static async Task<List<string>> KillAfterAsync(Process child, int promises)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var lines = new List<string>();
        while (lines.Count < promises && await child.StandardOutput.ReadLineAsync(limit.Token) is { } line)
        {
            lines.Add(line);
        }

        child.Kill();
        while (await child.StandardOutput.ReadLineAsync(limit.Token) is { } line)
        {
            lines.Add(line);
        }

        await child.WaitForExitAsync(limit.Token);
        Assert.That(lines, Has.Count.GreaterThanOrEqualTo(promises), "the child died before it was killed");
        return lines;
    }

    /// <summary>Works until it is killed when this process was started as a child; returns at once when it was not.</summary>
    public static async Task RunIfChildAsync()
    {
        if (Environment.GetEnvironmentVariable(Variable) is not { } order)
        {
            return;
        }

        var parts = order.Split('|');
        var options = new StorageOptions { DataFolder = parts[1], PostgreSql = parts[2] };
        await (parts[0] switch
        {
            "commits" => CommitAsync(options),
            "lease" => LeaseAsync(options),
            _ => AppendAsync(parts[1]),
        });
    }

    private static async Task CommitAsync(StorageOptions options)
    {
        var store = await OperationalStore.OpenAsync(options, TimeProvider.System, CancellationToken.None);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(async worker =>
        {
            var id = "w" + worker.ToString(CultureInfo.InvariantCulture);
            for (var n = 1; ; n++)
            {
                var outcome = await store.CommitAsync(
                    new StoreCommit
                    {
                        Documents = [new(DocumentKind.Run, id, n - 1, "running", "", n, "{}")],
                        Events = [new(id, "T", n.ToString(CultureInfo.InvariantCulture))],
                        Audit = [new("child", "did", id)],
                        Cursor = new(id, n - 1, n),
                    },
                    CancellationToken.None);
                Say(outcome == CommitOutcome.Committed ? $"{id} {n}" : "a commit was refused");
            }
        }));
    }

    private static async Task LeaseAsync(StorageOptions options)
    {
        var store = await OperationalStore.OpenAsync(options, TimeProvider.System, CancellationToken.None);
        var owner = Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
        while (true)
        {
            if (await store.TryAcquireLeaseAsync("leader", owner, TimeSpan.FromMilliseconds(50), CancellationToken.None) is { } lease)
            {
                await store.CommitAsync(new StoreCommit { Events = [new(owner, "Led", lease.Token.ToString(CultureInfo.InvariantCulture))], Fences = [new("leader", lease.Token)] }, CancellationToken.None);
                await store.ReleaseLeaseAsync("leader", lease.Token, CancellationToken.None);
                Say($"{owner} {lease.Token}");
            }
        }
    }

    private static async Task AppendAsync(string folder)
    {
        var history = new TelemetryHistory(new HistoryOptions { Folder = folder }, TimeProvider.System, NullLogger<TelemetryHistory>.Instance);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(async worker =>
        {
            for (var n = 1; ; n++)
            {
                var batch = new MetricBatch();
                for (var i = 0; i < 50; i++)
                {
                    batch.Add(HistoryUnderTest.Series((worker * 100) + i), n * 5_000L, n);
                }

                await history.AppendAsync(worker % 2, batch, CancellationToken.None);
                Say($"{worker} {n}");
            }
        }));
    }

    private static void Say(string line)
    {
        lock (Variable)
        {
            Console.Out.WriteLine(line);
            Console.Out.Flush();
        }
    }
}
