using System.Diagnostics;
using AIOps.Contracts.Runs;
using AIOps.Contracts.Serialization;
using AIOps.Remediation.Guarding;
using AIOps.Remediation.Tests.Engine;
using AIOps.TestKit;

namespace AIOps.Remediation.Tests.Crash;

/// <summary>An incident, a runbook and nodes that are processes of their own; the test looks on through the same store.</summary>
internal sealed class CrashScene : IAsyncDisposable
{
    private const string Script = """
        #!/bin/sh
        echo "$1" >>"$2/trace"
        if mv "$2/kill-$1" "$2/killed-$1" 2>/dev/null; then kill -KILL "$(cut -d' ' -f4 "/proc/$PPID/stat")"; sleep 300; fi
        case $1 in
          fail) exit 1 ;;
          two) echo fixed >"$2/fixed" ;;
          long) echo $$ >"$2/pid.new"; mv "$2/pid.new" "$2/pid"; while :; do echo tick >>"$2/ticks"; sleep 0.1; done ;;
        esac
        exit 0
        """;

    private readonly List<Process> _nodes = [];
    private readonly CrashOrder _order;
    private readonly string _orderFile;

    private CrashScene(CrashOrder order, EngineUnderTest engine)
    {
        (_order, Engine) = (order, engine);
        _orderFile = Path.Combine(order.Folder, "order.json");
        File.WriteAllText(_orderFile, AIOpsJson.Write(order));
    }

    public EngineUnderTest Engine { get; }

    public string Folder => _order.Folder;

    public IReadOnlyList<Process> Nodes => _nodes;

    public static async Task<CrashScene> SetAsync(string steps, bool postgres, TimeSpan leaseTerm, params string[] killAt)
    {
        var folder = Directory.CreateTempSubdirectory("aiops-crash-").FullName;
        var order = new CrashOrder(folder, postgres ? await TestDatabase.CreateAsync() : "", leaseTerm, [.. killAt.Where(moment => !moment.StartsWith("during:", StringComparison.Ordinal))]);
        foreach (var moment in killAt.Where(moment => moment.StartsWith("during:", StringComparison.Ordinal)))
        {
            await File.WriteAllTextAsync(Path.Combine(folder, $"kill-{moment["during:".Length..]}"), "");
        }

        var engine = await EngineUnderTest.StartAsync(order.Catalogue, order.Runbooks, folder, postgres: order.Postgres);
        engine.Runbook("trial", Some.Trial(steps, cooldown: "1s", total: "2m"), ("step.sh", Script));
        await engine.GrantAsync("trial", TrustLevel.Auto);
        return new CrashScene(order, engine);
    }

    public static string Step(string name, bool idempotent = false, string undo = "") =>
        $$"""  - { id: {{name}}, uses: exec, with: { script: step.sh, args: [{{name}}, "${target.attributes.folder}"] }, timeout: 60s, idempotent: {{(idempotent ? "true" : "false")}}{{(undo.Length > 0 ? $$""", undo: { uses: exec, with: { script: step.sh, args: [{{undo}}, "${target.attributes.folder}"] } }""" : "")}} }""";

    public IReadOnlyList<string> Trace() => File.Exists(_order.Trace) ? File.ReadAllLines(_order.Trace) : [];

    /// <summary>How many nodes died at the moments that were named.</summary>
    public int Deaths() => Directory.GetFiles(Folder, "killed-*").Length;

    public Process StartNode()
    {
        var command = GuardCommandLine.Own();
        var start = new ProcessStartInfo(command[0], [.. command.Skip(1).SkipLast(1), "node", _orderFile]) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true };
        var node = Process.Start(start)!;
        node.OutputDataReceived += (_, _) => { };
        node.BeginOutputReadLine();
        _nodes.Add(node);
        return node;
    }

    /// <summary>Keeps a number of nodes alive until the incident's run is over.</summary>
    public async Task<Run> UntilOverAsync(int nodes, TimeSpan limit)
    {
        var began = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(began) < limit)
        {
            while (_nodes.Count(node => !node.HasExited) < nodes && _nodes.Count < nodes + 4)
            {
                StartNode();
            }

            if (await RunAsync() is { IsOver: true } over)
            {
                return over;
            }

            await Task.Delay(50);
        }

        var run = await RunAsync();
        Assert.Fail($"{run?.Id} stayed {run?.State}: {run?.Reason}; {string.Join("; ", run?.Steps.Select(step => $"{step.Id} {step.State} {step.Error}") ?? [])}; trace {string.Join(',', Trace())}; {_nodes.Count} nodes were started");
        return run!;
    }

    public async Task<Run?> RunAsync(string incident = "INC-1") => (await Engine.RunsAsync(incident)).LastOrDefault(run => run.State != RunState.Skipped);

    /// <summary>Leases on targets, with what is left of them.</summary>
    public async Task<IReadOnlyList<TimeSpan>> LeasesAsync()
    {
        var now = (await Engine.Store.NowAsync(CancellationToken.None)).ToUnixTimeMilliseconds();
        return [.. (await Engine.Store.ReadLeasesAsync(CancellationToken.None)).Where(lease => lease.Name.StartsWith("target/", StringComparison.Ordinal)).Select(lease => TimeSpan.FromMilliseconds(lease.ExpiresAtMs - now))];
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes)
        {
            if (!node.HasExited)
            {
                node.Kill();
                await node.WaitForExitAsync();
            }

            node.Dispose();
        }

        await Engine.DisposeAsync();
    }
}
