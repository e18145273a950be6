using Polly;

namespace AIOps.Remediation.Resilience;

/// <summary>Names a limiter inside a pipeline.</summary>
internal sealed class LimiterOptions : ResilienceStrategyOptions;
