using Polly;
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

    private static bool MayPass(Outcome<DeliveryOutcome> outcome) => outcome switch
    {
        { Exception: HttpRequestException { InnerException: not RefusedAddressException } or TimeoutRejectedException } => true,
        { Result: { Result: DeliveryResult.TryLater } later } => later.RetryAfter is not { } wait || wait <= LongestWait,
        _ => false,
    };
}
