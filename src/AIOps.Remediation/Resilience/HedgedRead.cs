using AIOps.Remediation.Steps;
using Polly;
using Polly.Hedging;

namespace AIOps.Remediation.Resilience;

/// <summary>
/// A read that is slow to answer is asked a second time beside the first, and the first good answer counts. A read that failed is not asked again here:
/// that is for the step's retry, which waits and honours Retry-After. Never for a write.
/// </summary>
internal static class HedgedRead
{
    private static readonly TimeSpan LongestPatience = TimeSpan.FromSeconds(2);

    /// <summary>Runs a read.</summary>
    /// <param name="time">Clock.</param>
    /// <param name="limit">Time that an attempt has; a quarter of it, and at most 2 s, is waited before the second is sent.</param>
    /// <param name="read">Sends one request.</param>
    /// <param name="cancellationToken">Stops both.</param>
    public static async Task<StepOutcome> RunAsync(TimeProvider time, TimeSpan limit, Func<CancellationToken, Task<StepOutcome>> read, CancellationToken cancellationToken)
    {
        var failed = false;
        var pipeline = new ResiliencePipelineBuilder<StepOutcome> { TimeProvider = time }
            .AddHedging(new HedgingStrategyOptions<StepOutcome>
            {
                MaxHedgedAttempts = 1,
                Delay = limit / 4 < LongestPatience ? limit / 4 : LongestPatience,
                ShouldHandle = arguments => ValueTask.FromResult(arguments.Outcome.Result is not { Succeeded: true }),
                ActionGenerator = arguments => Volatile.Read(ref failed) ? null : () => arguments.Callback(arguments.ActionContext),
            })
            .Build();
        return await pipeline.ExecuteAsync(
            async token =>
            {
                var outcome = await read(token).ConfigureAwait(false);
                Volatile.Write(ref failed, Volatile.Read(ref failed) || !outcome.Succeeded);
                return outcome;
            },
            cancellationToken).ConfigureAwait(false);
    }
}
