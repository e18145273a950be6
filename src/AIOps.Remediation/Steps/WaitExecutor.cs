using AIOps.Remediation.Planning;
using AIOps.Remediation.Runbooks;

namespace AIOps.Remediation.Steps;

/// <summary>Waits for a time, or until the target's probe says what is asked.</summary>
internal sealed class WaitExecutor : IStepExecutor
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(250);

    public bool NeedsGuard => false;

    public string EndpointOf(ResolvedStep step) => "";

    public async Task<StepOutcome> RunAsync(StepContext context, CancellationToken cancellationToken)
    {
        var until = context.Step.Text("until");
        try
        {
            if (until.Length == 0)
            {
                if (!MapReader.TryDuration(context.Step.Text("for"), out var span))
                {
                    return StepOutcome.Failed($"'{context.Step.Text("for")}' is no time");
                }

                await Task.Delay(span, context.Time, cancellationToken).ConfigureAwait(false);
                return StepOutcome.Done();
            }

            while (await context.Signals.ProbeAsync(context.Step.Target, cancellationToken).ConfigureAwait(false) != (until == "probe-answers"))
            {
                await Task.Delay(Poll, context.Time, cancellationToken).ConfigureAwait(false);
            }

            return StepOutcome.Done();
        }
        catch (OperationCanceledException)
        {
            return new StepOutcome { TimedOut = true, Error = until.Length == 0 ? "was stopped while waiting" : $"{until} did not come true in time" };
        }
    }
}
