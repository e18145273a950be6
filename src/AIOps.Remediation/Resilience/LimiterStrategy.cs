using System.Threading.RateLimiting;
using AIOps.Remediation.Steps;
using Polly;

namespace AIOps.Remediation.Resilience;

/// <summary>A limiter of the framework as a Polly strategy (Polly.RateLimiting cannot be had).</summary>
internal sealed class LimiterStrategy(RateLimiter limiter, string refusal) : ResilienceStrategy<StepOutcome>
{
    protected override async ValueTask<Outcome<StepOutcome>> ExecuteCore<TState>(Func<ResilienceContext, TState, ValueTask<Outcome<StepOutcome>>> callback, ResilienceContext context, TState state)
    {
        using var permit = await limiter.AcquireAsync(1, context.CancellationToken).ConfigureAwait(context.ContinueOnCapturedContext);
        return permit.IsAcquired ? await callback(context, state).ConfigureAwait(context.ContinueOnCapturedContext) : Outcome.FromResult(StepOutcome.Failed(refusal));
    }
}
