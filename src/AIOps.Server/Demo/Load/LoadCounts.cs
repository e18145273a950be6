namespace AIOps.Server.Demo.Load;

/// <summary>What became of the requests so far.</summary>
/// <param name="Sent">Requests sent.</param>
/// <param name="Succeeded">Answered below 500.</param>
/// <param name="Failed">Answered with 500 or above, or not at all.</param>
/// <param name="Dropped">Not sent because too many were in flight.</param>
internal sealed record LoadCounts(long Sent, long Succeeded, long Failed, long Dropped);
