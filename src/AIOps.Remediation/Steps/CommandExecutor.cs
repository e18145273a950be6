using System.Diagnostics;
using System.Text;
using AIOps.Remediation.Guarding;
using AIOps.Remediation.Planning;

namespace AIOps.Remediation.Steps;

/// <summary>Runs a command under a guard: scripts, systemctl, docker, kubectl, psql and ssh.</summary>
internal sealed class CommandExecutor : IStepExecutor
{
    public bool NeedsGuard => true;

    public string EndpointOf(ResolvedStep step) => step.Rule.Uses switch
    {
        "ssh" or "sql" => $"{step.Rule.Uses}:{step.Text("host")}",
        "kubernetes" => $"kubernetes:{step.Text("context")}",
        "exec" => $"exec:{step.Target}",
        _ => step.Rule.Uses,
    };

    public async Task<StepOutcome> RunAsync(StepContext context, CancellationToken cancellationToken)
    {
        var guard = context.Guard ?? throw new InvalidOperationException("a command needs a guard");
        ScriptFolder folder;
        try
        {
            folder = ScriptFolder.Make(context.RunId);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return StepOutcome.Failed($"its scripts could not be laid out: {exception.Message}");
        }

        using (folder)
        {
            return await RunAsync(context, guard, folder.Path, cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task<StepOutcome> RunAsync(StepContext context, GuardedCommand guard, string scriptFolder, CancellationToken cancellationToken)
    {
        CommandLine? line;
        string? problem;
        try
        {
            line = CommandLine.Of(context, scriptFolder, out problem);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return StepOutcome.Failed($"its scripts could not be laid out: {exception.Message}");
        }

        if (line is null)
        {
            return StepOutcome.Failed(problem!);
        }

        var environment = new Dictionary<string, string>(context.Environment, StringComparer.Ordinal)
        {
            ["AIOPS_RUN"] = context.RunId,
            ["AIOPS_INCIDENT"] = context.IncidentId,
            ["AIOPS_TARGET"] = context.Step.Target.ToString(),
        };
        foreach (var (name, value) in context.Secrets.Variables.Concat(line.Environment))
        {
            environment[name] = value;
        }

        var order = new GuardOrder
        {
            Command = line.Arguments,
            Environment = environment,
            WorkingFolder = line.WorkingFolder,
            Input = line.Input,
            ControlGroups = context.ControlGroups,
            Limits = new StepLimits { Memory = ByteCount.TryParse(context.Step.Text("memory")) },
            LeaseDeadline = context.LeaseDeadline(),
            StepDeadline = Stopwatch.GetTimestamp() + (long)(context.Step.Rule.AttemptTimeout.TotalSeconds * Stopwatch.Frequency),
        };
        var output = new StringBuilder();
        var live = new OutputMask(context.Secrets, context.OnOutput);
        var end = await guard.RunAsync(
            order,
            text =>
            {
                output.Append(text);
                live.Add(text);
            },
            cancellationToken).ConfigureAwait(false);
        live.End();
        var masked = context.Secrets.Hide(output.ToString());
        return end.Ending switch
        {
            GuardEnding.Exited when end.ExitCode == 0 => StepOutcome.Done(masked, 0),
            GuardEnding.Exited when context.Step.Rule.Uses == "ssh" && RemoteCommand.Outcome(context.Step, end.ExitCode ?? 0, masked) is { } remote => remote,
            GuardEnding.Exited => new StepOutcome { ExitCode = end.ExitCode, Output = masked, Error = $"ended with exit code {end.ExitCode}", Transient = end.ExitCode == 75 },
            GuardEnding.NotStarted => new StepOutcome { Output = masked, Error = $"could not be started: {end.Problem}" },
            GuardEnding.TimedOut => new StepOutcome { Output = masked, TimedOut = true, Transient = true, Error = $"took longer than {context.Step.Rule.AttemptTimeout.TotalSeconds:0.#} s and was killed with everything it had started" },
            GuardEnding.LeaseEnded => new StepOutcome { Output = masked, Unknown = true, Error = "was killed because the lease on its target ended" },
            GuardEnding.OwnerGone => new StepOutcome { Output = masked, Unknown = true, Error = "was cancelled and killed with everything it had started" },
            _ => new StepOutcome { Output = masked, Unknown = true, Error = end.Problem },
        };
    }
}
