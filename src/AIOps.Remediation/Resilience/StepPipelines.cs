using System.Collections.Concurrent;
using System.Threading.RateLimiting;
using AIOps.Remediation.Runbooks;
using AIOps.Remediation.Steps;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using Polly.Timeout;

namespace AIOps.Remediation.Resilience;

/// <summary>
/// Guards the transport of a step, not the decision: total timeout → concurrency limit → rate limit → circuit breaker of the endpoint → retry
/// (idempotent and transient only, honouring Retry-After) → attempt timeout. There is no fallback: a step that failed has failed.
/// </summary>
/// <param name="time">Clock.</param>
/// <param name="innermost">Adds strategies around the attempt itself: the chaos of tests.</param>
internal sealed class StepPipelines(TimeProvider time, Action<ResiliencePipelineBuilder<StepOutcome>>? innermost = null) : IDisposable
{
    private const int ConcurrentPerEndpoint = 4;
    private const int PerMinutePerEndpoint = 60;
    private static readonly TimeSpan LongestRetryAfter = TimeSpan.FromMinutes(5);

    // Time for a guard to kill and report before the attempt is given up.
    private static readonly TimeSpan KillGrace = TimeSpan.FromSeconds(2);
    private readonly ConcurrentDictionary<string, ResiliencePipeline<StepOutcome>> _endpoints = new(StringComparer.Ordinal);
    private readonly ConcurrentBag<RateLimiter> _limiters = [];

    public async Task<StepOutcome> RunAsync(StepRule rule, string endpoint, Func<CancellationToken, Task<StepOutcome>> attempt, CancellationToken cancellationToken)
    {
        var builder = new ResiliencePipelineBuilder<StepOutcome> { TimeProvider = time };
        builder.AddTimeout(new TimeoutStrategyOptions { Timeout = rule.Timeout + KillGrace });
        if (endpoint.Length > 0)
        {
            builder.AddPipeline(_endpoints.GetOrAdd(endpoint, MakeEndpoint));
        }

        if (rule is { Idempotent: true, Retries: > 0 })
        {
            builder.AddRetry(new RetryStrategyOptions<StepOutcome>
            {
                MaxRetryAttempts = rule.Retries,
                Delay = rule.RetryDelay,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                ShouldHandle = arguments => ValueTask.FromResult(arguments.Outcome.Result is { Succeeded: false, Transient: true }),
                DelayGenerator = arguments => ValueTask.FromResult(arguments.Outcome.Result?.RetryAfter is { } wait ? Clamp(wait) : (TimeSpan?)null),
            });
        }

        builder.AddTimeout(new TimeoutStrategyOptions { Timeout = rule.AttemptTimeout + KillGrace });
        innermost?.Invoke(builder);
        try
        {
            return await builder.Build().ExecuteAsync(async token => await attempt(token).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutRejectedException)
        {
            return new StepOutcome { TimedOut = true, Unknown = true, Error = $"took longer than {MapReader.Show(rule.Timeout)}" };
        }
        catch (BrokenCircuitException)
        {
            return StepOutcome.Failed($"the circuit breaker of {endpoint} is open: it failed too often in the last minutes");
        }
    }

    public void Dispose()
    {
        foreach (var limiter in _limiters)
        {
            limiter.Dispose();
        }
    }

    private static TimeSpan Clamp(TimeSpan wait) => wait < TimeSpan.Zero ? TimeSpan.Zero : wait > LongestRetryAfter ? LongestRetryAfter : wait;

    private ResiliencePipeline<StepOutcome> MakeEndpoint(string endpoint)
    {
        var concurrency = new ConcurrencyLimiter(new ConcurrencyLimiterOptions { PermitLimit = ConcurrentPerEndpoint, QueueLimit = 20 });
        var rate = new TokenBucketRateLimiter(new TokenBucketRateLimiterOptions { TokenLimit = PerMinutePerEndpoint, TokensPerPeriod = PerMinutePerEndpoint / 6, ReplenishmentPeriod = TimeSpan.FromSeconds(10), QueueLimit = 0 });
        _limiters.Add(concurrency);
        _limiters.Add(rate);
        return new ResiliencePipelineBuilder<StepOutcome> { TimeProvider = time }
            .AddStrategy(_ => new LimiterStrategy(concurrency, $"too many steps act on {endpoint} at once"), new LimiterOptions { Name = "concurrency" })
            .AddStrategy(_ => new LimiterStrategy(rate, $"more than {PerMinutePerEndpoint} steps a minute act on {endpoint}"), new LimiterOptions { Name = "rate" })
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions<StepOutcome>
            {
                FailureRatio = 0.5,
                MinimumThroughput = 4,
                SamplingDuration = TimeSpan.FromMinutes(5),
                BreakDuration = TimeSpan.FromSeconds(30),
                ShouldHandle = arguments => ValueTask.FromResult(arguments.Outcome.Exception is not (null or OperationCanceledException) || arguments.Outcome.Result is { Succeeded: false, Transient: true }),
            })
            .Build();
    }
}
