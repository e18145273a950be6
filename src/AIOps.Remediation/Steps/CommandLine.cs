using AIOps.Remediation.Guarding;
using AIOps.Remediation.Planning;
using AIOps.Remediation.Runbooks;

namespace AIOps.Remediation.Steps;

/// <summary>A step as program and arguments. Every value is one argument; there is no shell in between.</summary>
/// <param name="Arguments">Program first.</param>
/// <param name="Input">Text for standard input.</param>
/// <param name="WorkingFolder">Working folder, or empty.</param>
/// <param name="Environment">Variables beyond the inherited ones.</param>
internal sealed record CommandLine(IReadOnlyList<string> Arguments, string Input, string WorkingFolder, IReadOnlyDictionary<string, string> Environment)
{
    private static readonly Dictionary<string, string> Nothing = new(StringComparer.Ordinal);

    /// <summary>The command of a step, or why there is none.</summary>
    /// <param name="context">The step.</param>
    /// <param name="scriptFolder">An empty folder for the runbook's scripts.</param>
    /// <param name="problem">Why there is none.</param>
    public static CommandLine? Of(StepContext context, string scriptFolder, out string? problem)
    {
        problem = null;
        var step = context.Step;
        switch (step.Rule.Uses)
        {
            case "exec":
                return Script(context, scriptFolder, out problem);
            case "systemd":
                return Plain("systemctl", "--no-ask-password", step.Text("action"), "--", step.Text("unit"));
            case "container":
                return Plain("docker", step.Text("action"), step.Text("name"));
            case "kubernetes":
                return Plain([.. Kubectl(step)]);
            case "sql":
                return Sql(context);
            case "ssh":
                return RemoteCommand.Arguments(context, out problem) is { } arguments ? Plain([.. arguments]) : null;
            default:
                problem = $"{step.Rule.Uses} has no command";
                return null;
        }
    }

    private static CommandLine Plain(params string[] arguments) => new(arguments, "", "", Nothing);

    private static CommandLine? Script(StepContext context, string scriptFolder, out string? problem)
    {
        problem = null;
        var step = context.Step;
        var path = context.Scripts.WriteTo(scriptFolder, step.Text("script"));
        if (path is null)
        {
            problem = $"the script {step.Text("script")} is gone";
            return null;
        }

        List<string> arguments = [];
        if (step.Text("user") is { Length: > 0 } user)
        {
            // Its primary group need not bear its name.
            if (NativeProcess.PrimaryGroup(user) is not { } group)
            {
                problem = $"there is no user {user} on this machine";
                return null;
            }

            arguments.AddRange(["setpriv", $"--reuid={user}", $"--regid={group}", "--init-groups", "--no-new-privs"]);
        }

        if (step.Text("memory") is { Length: > 0 } memory)
        {
            arguments.AddRange(["prlimit", $"--as={memory}", "--"]);
        }

        arguments.AddRange(ScriptFile.Command(path));
        arguments.AddRange(step.Lists.GetValueOrDefault("args") ?? []);
        return new CommandLine(arguments, "", step.Text("workdir"), step.Maps.GetValueOrDefault("env") ?? Nothing);
    }

    private static IEnumerable<string> Kubectl(ResolvedStep step)
    {
        var what = step.Text("action") == "delete-pod" ? $"pod/{step.Text("name")}" : $"{step.Text("kind", "deployment")}/{step.Text("name")}";
        IEnumerable<string> action = step.Text("action") switch
        {
            "rollout-restart" => ["rollout", "restart", what],
            "rollout-undo" => ["rollout", "undo", what],
            "scale" => ["scale", what, $"--replicas={step.Text("replicas")}"],
            _ => ["delete", what, "--wait=false"],
        };
        return ["kubectl", .. step.Text("context") is { Length: > 0 } name ? [$"--context={name}"] : Array.Empty<string>(), $"--namespace={step.Text("namespace")}", "--request-timeout=10s", .. action];
    }

    // The statement is literal text from the runbook; values reach it as psql variables, which psql quotes where it reads :'name'.
    private static CommandLine Sql(StepContext context)
    {
        var step = context.Step;
        List<string> arguments =
        [
            "psql", "--no-psqlrc", "--no-password", "--quiet", "--tuples-only", "--no-align", "--set=ON_ERROR_STOP=1",
            $"--host={step.Text("host")}", $"--port={step.Text("port", "5432")}", $"--dbname={step.Text("database")}", $"--username={step.Text("user", "postgres")}",
            .. (step.Maps.GetValueOrDefault("values") ?? Nothing).Select(value => $"--set={value.Key}={value.Value}"),
        ];
        var environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["PGCONNECT_TIMEOUT"] = "5", ["PGOPTIONS"] = $"-c statement_timeout={(long)step.Rule.AttemptTimeout.TotalMilliseconds}" };
        if (step.Text("password") is { Length: > 0 } password)
        {
            environment["PGPASSWORD"] = context.Secrets.Reveal(password);
        }

        return new CommandLine(arguments, step.Text("statement") + "\n", "", environment);
    }
}
