using AIOps.Remediation.Planning;

namespace AIOps.Remediation.Steps;

/// <summary>Waits for a human's word in the middle of a run.</summary>
internal sealed class ApproveExecutor : IStepExecutor
{
    public bool NeedsGuard => false;

    public string EndpointOf(ResolvedStep step) => "";

    public async Task<StepOutcome> RunAsync(StepContext context, CancellationToken cancellationToken)
    {
        await context.TellAsync($"waits for an approval: {context.Step.Text("message")}", cancellationToken).ConfigureAwait(false);
        try
        {
            return await context.AskAsync(cancellationToken).ConfigureAwait(false) ? StepOutcome.Done("approved") : StepOutcome.Failed("was rejected");
        }
        catch (OperationCanceledException)
        {
            return new StepOutcome { TimedOut = true, Error = "nobody answered in time" };
        }
    }
}
