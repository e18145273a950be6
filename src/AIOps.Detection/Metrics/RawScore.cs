namespace AIOps.Detection.Metrics;

/// <summary>
/// The score that serves ranking and charts. The lower half is evidence alone. The upper half is kept for news: evidence that reaches the series' own decayed
/// records, which puts the first sample of something unseen above the hundredth of something that goes on. A series that has had news often of late must show more.
/// </summary>
internal static class RawScore
{
    /// <summary>Where the half begins that is kept for news.</summary>
    public const double NewsFrom = 0.5;

    private const double NewsMemoryMs = 30 * 86_400_000.0;
    private const double OneNewsMs = 3_600_000;
    private const double NewsCount = 0.85;
    private const double NewsCost = 0.2;
    private const double LeastNews = 0.65;
    private const double FullEvidence = 4;
    private const double HalfEvidence = 5;

    /// <summary>The score of a sample, 0 to 1; keeps the records.</summary>
    public static double Of(ref SeriesState state, long unixMs, in Finding finding, double elapsedMs)
    {
        var evidence = finding.Evidence;
        var fast = state.FastRecords.Compare(finding.FastEvidence, elapsedMs);
        var slow = state.SlowRecords.Compare(finding.SlowEvidence, elapsedMs);
        var news = Math.Max(fast, slow) * Math.Min(1, evidence / FullEvidence);
        state.News *= NewsMemoryMs / (NewsMemoryMs + elapsedMs);
        var net = news - (NewsCost * Math.Log10(1 + state.News));
        if (news > NewsCount)
        {
            state.News += state.NewsMs == 0 || unixMs - state.NewsMs > OneNewsMs ? 1 : 0;
            state.NewsMs = unixMs;
        }

        return net > LeastNews ? NewsFrom + ((1 - NewsFrom) * (net - LeastNews) / (net - LeastNews + 0.5)) : NewsFrom * evidence / (evidence + HalfEvidence);
    }
}
