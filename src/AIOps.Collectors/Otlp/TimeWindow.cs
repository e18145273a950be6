namespace AIOps.Collectors.Otlp;

/// <summary>Timestamps that are believed: some way back and a little ahead of our clock.</summary>
/// <param name="NowMs">Our clock, Unix milliseconds.</param>
/// <param name="EarliestMs">Earliest accepted.</param>
/// <param name="LatestMs">Latest accepted.</param>
internal readonly record struct TimeWindow(long NowMs, long EarliestMs, long LatestMs)
{
    public static TimeWindow Around(DateTimeOffset now, OtlpOptions options) =>
        new(now.ToUnixTimeMilliseconds(), (now - options.MaxBehind).ToUnixTimeMilliseconds(), (now + options.MaxAhead).ToUnixTimeMilliseconds());

    /// <summary>Milliseconds of an OTLP time; 0 means that the sender does not know, which is now.</summary>
    public bool TryRead(ulong unixNano, out long unixMilliseconds)
    {
        unixMilliseconds = unixNano == 0 ? NowMs : (long)(unixNano / 1_000_000);
        return unixMilliseconds >= EarliestMs && unixMilliseconds <= LatestMs;
    }
}
