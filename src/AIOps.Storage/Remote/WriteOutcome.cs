namespace AIOps.Storage.Remote;

/// <summary>A store's answer to a request.</summary>
/// <param name="Result">How it was taken.</param>
/// <param name="Reason">For the metric, from a closed set.</param>
/// <param name="Words">For people; no secrets.</param>
/// <param name="RetryAfter">How long the store wants to be left alone.</param>
/// <param name="Unknown">Whether the store may have taken it all the same: there was no answer.</param>
internal readonly record struct WriteOutcome(WriteResult Result, string Reason = "", string Words = "", TimeSpan? RetryAfter = null, bool Unknown = false);
