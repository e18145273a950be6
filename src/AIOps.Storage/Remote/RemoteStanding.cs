namespace AIOps.Storage.Remote;

/// <summary>How the sending to the remote store stands.</summary>
/// <param name="Sends">Whether this process sends; of several one does.</param>
/// <param name="Lag">Age of the oldest sample that was appended and not sent.</param>
/// <param name="WaitingBytes">Bytes of the journals that wait.</param>
/// <param name="Away">Why the store takes nothing at the moment, in words; null when it does.</param>
/// <param name="AwaySince">Since when; null when it takes samples.</param>
/// <param name="Refused">Samples that it refused for good in the last minutes.</param>
/// <param name="Refusal">Its last words on that; null when it refused none lately.</param>
/// <param name="Dropped">Samples that were given up in the last minutes, because they waited too long or too many waited.</param>
public sealed record RemoteStanding(bool Sends, TimeSpan Lag, long WaitingBytes, string? Away, DateTimeOffset? AwaySince, long Refused, string? Refusal, long Dropped);
