namespace AIOps.Server.Tests.Serve;

/// <summary>A folder with one runbook whose only step takes three seconds, is not idempotent and writes down that it begins and ends.</summary>
internal sealed class SlowRunbook : IDisposable
{
    public const string Id = "slow-restart";

    private const string Runbook = """
        apiVersion: runbooks/v1
        id: slow-restart
        version: 1.0.0
        title: Restart, slowly
        owner: tests
        trigger: { match: "kind in ['down', 'hung']", min_confidence: 0.5, severities: [critical, error, warning] }
        targets: { selector: "probe == 'failing'", max_targets: 1, max_percent: 100 }
        autonomy: { max: auto }
        risk: { class: low, reversible: true }
        limits: { cooldown_per_target: 5m, runs_per_hour: 6, runs_per_day: 24, total_timeout: 2m }
        locks: [target]
        preconditions: [{ probe: failing }]
        steps:
          - id: restart
            uses: exec
            with: { script: slow.sh, args: ["${target.attributes.pidfile}", "${target.attributes.command}", "${target.attributes.workdir}"] }
            timeout: 30s
        verify: { settle: 20s, window: 4s, must: [{ probe: answers }] }
        on_failed_verification: [escalate]
        """;

    private const string Script = """
        #!/bin/sh
        echo begin >> "$3/steps"
        sleep 3
        echo end >> "$3/steps"
        cd "$3" && setsid nohup sh -c "exec $2" >payments.log 2>&1 </dev/null &
        """;

    private SlowRunbook(string folder) => Folder = folder;

    public string Folder { get; }

    public static async Task<SlowRunbook> WriteAsync()
    {
        var folder = Directory.CreateTempSubdirectory("aiops-runbooks-").FullName;
        Directory.CreateDirectory(Path.Combine(folder, Id));
        await File.WriteAllTextAsync(Path.Combine(folder, Id, "v1.yaml"), Runbook);
        var script = Path.Combine(folder, Id, "slow.sh");
        await File.WriteAllTextAsync(script, Script);
        File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return new SlowRunbook(folder);
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
