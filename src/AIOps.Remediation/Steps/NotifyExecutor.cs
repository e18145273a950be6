using AIOps.Remediation.Planning;

namespace AIOps.Remediation.Steps;

/// <summary>Tells the incident's readers; the notifier carries it on.</summary>
internal sealed class NotifyExecutor : IStepExecutor
{
    public bool NeedsGuard => false;

    public string EndpointOf(ResolvedStep step) => "";

    public async Task<StepOutcome> RunAsync(StepContext context, CancellationToken cancellationToken)
    {
        await context.TellAsync(context.Secrets.Hide(context.Step.Text("message")), cancellationToken).ConfigureAwait(false);
        return StepOutcome.Done();
    }
}
