using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using AIOps.Remediation.Planning;

namespace AIOps.Remediation.Steps;

/// <summary>
/// A command on another machine, by the system's ssh. The guard here cannot kill what runs there, so the other side holds a lock per target while it acts,
/// refuses an owner whose lease is over (the fencing token is kept in <c>~/.aiops</c>), and ends the command when its time is up. It needs sh, flock and timeout.
/// </summary>
internal static class RemoteCommand
{
    private const string Busy = "an earlier step still acts on this target here";

    // $1 the target, $2 the token, $3 the seconds; what follows is the command.
    private const string Fenced = $$"""
        umask 077; d="${HOME:-/tmp}/.aiops"; k=$1; t=$2; s=$3; shift 3; mkdir -p "$d" && exec 9>>"$d/$k.lock" || exit 73; flock -w 2 9 || { echo "{{Busy}}" >&2; exit 75; }; e=$(cat "$d/$k.epoch" 2>/dev/null); [ "${e:-0}" -le "$t" ] || { echo "the lease of this step (token $t) is over, token $e has acted; when the store of AIOps was replaced remove $d/$k.epoch" >&2; exit 76; }; echo "$t" >"$d/$k.new" && mv "$d/$k.new" "$d/$k.epoch" || exit 73; timeout -k 5 "$s" "$@" 9>&-
        """;

    // What ssh says when it never reached the command.
    private static readonly string[] NotReached = ["ssh: connect to host", "ssh: Could not resolve hostname", "Host key verification failed", "Permission denied ("];

    public static IReadOnlyList<string>? Arguments(StepContext context, out string? problem)
    {
        problem = null;
        var step = context.Step;
        var host = step.Text("host");
        if (host.StartsWith('-') || host.Contains(' ', StringComparison.Ordinal))
        {
            problem = $"'{host}' is no host";
            return null;
        }

        return
        [
            "ssh", "-F", "/dev/null", "-o", "BatchMode=yes", "-o", "StrictHostKeyChecking=yes", "-o", $"UserKnownHostsFile={step.Text("host_key")}", "-o", "GlobalKnownHostsFile=/dev/null",
            "-o", "ConnectTimeout=5", "-o", "ServerAliveInterval=5", "-o", "ServerAliveCountMax=2", "-o", "ControlMaster=no", "-o", "ForwardAgent=no", "-T",
            "-p", step.Text("port", "22"),
            .. step.Text("identity") is { Length: > 0 } identity ? ["-o", "IdentitiesOnly=yes", "-i", identity] : Array.Empty<string>(),
            .. step.Text("user") is { Length: > 0 } user ? ["-l", user] : Array.Empty<string>(),
            "--", host, Line(step, context.FencingToken),
        ];
    }

    /// <summary>What an exit code of ssh means where it says something else than that of any command.</summary>
    public static StepOutcome? Outcome(ResolvedStep step, int exitCode, string output) => exitCode switch
    {
        255 when NotReached.Any(said => output.Contains(said, StringComparison.Ordinal)) => new StepOutcome { ExitCode = exitCode, Output = output, Transient = !output.Contains("Host key", StringComparison.Ordinal), Error = $"{step.Text("host")} was not reached, nothing was done there" },
        255 => new StepOutcome { ExitCode = exitCode, Output = output, Transient = true, Unknown = true, Error = $"the connection to {step.Text("host")} broke; what was done there is not known" },
        124 or 137 => new StepOutcome { ExitCode = exitCode, Output = output, TimedOut = true, Transient = true, Error = $"took longer than {Seconds(step)} s on {step.Text("host")} and was killed there" },
        76 => new StepOutcome { ExitCode = exitCode, Output = output, Error = $"{step.Text("host")} refused it: the lease is over" },
        _ => null,
    };

    /// <summary>The other side's shell cannot be taken away: each argument is quoted for it.</summary>
    internal static string Line(ResolvedStep step, long token) =>
        string.Join(' ', new[] { "sh", "-c", Fenced, "aiops", Key(step), token.ToString(CultureInfo.InvariantCulture), Seconds(step) }.Concat(step.Lists.GetValueOrDefault("command") ?? []).Select(Quote));

    private static string Quote(string argument) => $"'{argument.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    private static string Key(ResolvedStep step) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(step.Target.Workload)))[..16];

    private static string Seconds(ResolvedStep step) => Math.Max(1, Math.Ceiling(step.Rule.AttemptTimeout.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
}
