using System.Globalization;
using AIOps.Remediation.Planning;
using AIOps.Remediation.Verification;

namespace AIOps.Remediation.Steps;

/// <summary>A gate: goes on only if a metric has a fresh value that fits.</summary>
internal sealed class MetricExecutor : IStepExecutor
{
    public bool NeedsGuard => false;

    public string EndpointOf(ResolvedStep step) => "";

    public async Task<StepOutcome> RunAsync(StepContext context, CancellationToken cancellationToken)
    {
        var (metric, op) = (context.Step.Text("metric"), context.Step.Text("op"));
        if (!double.TryParse(context.Step.Text("value"), NumberStyles.Float, CultureInfo.InvariantCulture, out var bound))
        {
            return StepOutcome.Failed($"'{context.Step.Text("value")}' is no number");
        }

        var value = await MetricValue.FreshAsync(context.Signals, context.Step.Target, metric, context.Time.GetUtcNow(), cancellationToken).ConfigureAwait(false);
        return value switch
        {
            null => StepOutcome.Failed($"{metric} has no fresh sample: a gate without a signal stays shut", transient: true),
            { } fresh when MetricValue.Compare(fresh, op, bound) => StepOutcome.Done($"{metric} is {fresh.ToString("G6", CultureInfo.InvariantCulture)} {op} {bound.ToString(CultureInfo.InvariantCulture)}"),
            { } fresh => StepOutcome.Failed($"{metric} is {fresh.ToString("G6", CultureInfo.InvariantCulture)}, not {op} {bound.ToString(CultureInfo.InvariantCulture)}", transient: true),
        };
    }
}
