namespace AIOps.Notifications.Delivery;

/// <summary>What became of one delivery.</summary>
/// <param name="Result">What the channel said.</param>
/// <param name="Detail">For people; never a secret.</param>
/// <param name="RetryAfter">How long the channel asks us to wait, or null.</param>
public sealed record DeliveryOutcome(DeliveryResult Result, string Detail, TimeSpan? RetryAfter = null)
{
    /// <summary>The channel has it.</summary>
    public static DeliveryOutcome Accepted { get; } = new(DeliveryResult.Accepted, "accepted");

    /// <summary>Reads an HTTP answer: 2xx is accepted; 408, 425, 429 and 5xx may pass; anything else will not.</summary>
    /// <param name="response">The answer.</param>
    /// <param name="now">Our clock, for a Retry-After that names a date.</param>
    public static DeliveryOutcome Of(HttpResponseMessage response, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(response);
        var status = (int)response.StatusCode;
        if (status is >= 200 and < 300)
        {
            return Accepted;
        }

        var wait = response.Headers.RetryAfter is { } header ? header.Delta ?? (header.Date - now) : null;
        return status is 408 or 425 or 429 or >= 500
            ? new DeliveryOutcome(DeliveryResult.TryLater, $"answered {status}", wait > TimeSpan.Zero ? wait : null)
            : new DeliveryOutcome(DeliveryResult.Refused, $"answered {status}");
    }
}
