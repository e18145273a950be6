namespace AIOps.Collectors.Otlp;

/// <summary>What a sender is told.</summary>
/// <param name="Rejected">Items that were left out for good.</param>
/// <param name="Message">Why; null when there is nothing to say.</param>
/// <param name="RetryAfter">Set when the sender shall come back with the same request.</param>
/// <param name="Malformed">True when the request could not be read and must not be repeated.</param>
internal readonly record struct OtlpOutcome(int Rejected, string? Message, TimeSpan? RetryAfter = null, bool Malformed = false);
