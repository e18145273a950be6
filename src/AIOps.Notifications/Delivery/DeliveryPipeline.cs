using Polly;
using Polly.Fallback;
using Polly.Retry;
using Polly.Timeout;

namespace AIOps.Notifications.Delivery;

/// <summary>
/// The first seconds of a delivery: an attempt has 10 s, three attempts with jitter follow each other, the whole takes at most 30 s. What fails after
/// that is tried again from the store.
/// </summary>
internal static class DeliveryPipeline
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);

    public static ResiliencePipeline<DeliveryOutcome> Create(TimeProvider time) =>
        new ResiliencePipelineBuilder<DeliveryOutcome> { TimeProvider = time }
            .AddTimeout(TimeSpan.FromSeconds(30))
            .AddRetry(new RetryStrategyOptions<DeliveryOutcome>
            {
                MaxRetryAttempts = 2,
                BackoffType = DelayBackoffType.Exponential,
                Delay = TimeSpan.FromMilliseconds(500),
                MaxDelay = LongestWait,
                UseJitter = true,
                ShouldHandle = arguments => ValueTask.FromResult(MayPass(arguments.Outcome)),
                DelayGenerator = arguments => ValueTask.FromResult(arguments.Outcome.Result?.RetryAfter),
            })
            .AddTimeout(TimeSpan.FromSeconds(10))
            .Build();

    /// <summary>Runs one delivery and turns what a network may throw into an outcome.</summary>
    public static async Task<DeliveryOutcome> RunAsync(
        this ResiliencePipeline<DeliveryOutcome> pipeline,
        Func<CancellationToken, Task<DeliveryOutcome>> attempt,
        CancellationToken cancellationToken)
    {
        try
        {
            return await pipeline.ExecuteAsync(async token => await attempt(token).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutRejectedException)
        {
            return new DeliveryOutcome(DeliveryResult.TryLater, "no answer in time");
        }
        catch (RefusedAddressException refused)
        {
            return new DeliveryOutcome(DeliveryResult.Refused, refused.Message);
        }
        catch (HttpRequestException failure) when (failure.InnerException is RefusedAddressException refused)
        {
            return new DeliveryOutcome(DeliveryResult.Refused, refused.Message);
        }
        catch (HttpRequestException failure)
        {
            // the message of the exception may quote the URL, which can be a secret
            return new DeliveryOutcome(DeliveryResult.TryLater, $"no connection ({failure.HttpRequestError})");
        }
    }

    /// <summary>As the other, and when that did not get through, one more delivery to another place. What becomes of that one is what is told.</summary>
    /// <param name="pipeline">The first seconds of either.</param>
    /// <param name="attempt">Sends to the first place.</param>
    /// <param name="instead">Sends to the other place; null when there is none.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task<DeliveryOutcome> RunAsync(
        this ResiliencePipeline<DeliveryOutcome> pipeline,
        Func<CancellationToken, Task<DeliveryOutcome>> attempt,
        Func<CancellationToken, Task<DeliveryOutcome>>? instead,
        CancellationToken cancellationToken)
    {
        if (instead is null)
        {
            return await pipeline.RunAsync(attempt, cancellationToken).ConfigureAwait(false);
        }

        var fallback = new ResiliencePipelineBuilder<DeliveryOutcome>()
            .AddFallback(new FallbackStrategyOptions<DeliveryOutcome>
            {
                ShouldHandle = arguments => ValueTask.FromResult(arguments.Outcome.Result is not { Result: DeliveryResult.Accepted }),
                FallbackAction = async arguments =>
                {
                    var first = arguments.Outcome.Result!;
                    var second = await pipeline.RunAsync(instead, arguments.Context.CancellationToken).ConfigureAwait(arguments.Context.ContinueOnCapturedContext);

                    // What the first may still take is not given up because the other refuses it.
                    var result = second.Result == DeliveryResult.Refused ? first.Result : second.Result;
                    return Outcome.FromResult(second with { Result = result, Detail = $"{first.Detail}; its fallback: {second.Detail}" });
                },
            })
            .Build();
        return await fallback.ExecuteAsync(async token => await pipeline.RunAsync(attempt, token).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
    }

    private static bool MayPass(Outcome<DeliveryOutcome> outcome) => outcome switch
    {
        { Exception: HttpRequestException { InnerException: not RefusedAddressException } or TimeoutRejectedException } => true,
        { Result: { Result: DeliveryResult.TryLater } later } => later.RetryAfter is not { } wait || wait <= LongestWait,
        _ => false,
    };
}
