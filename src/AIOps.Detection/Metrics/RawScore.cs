namespace AIOps.Detection.Metrics;

/// <summary>
/// The score that serves ranking and charts. The lower half is evidence alone. The upper half is kept for news: evidence that reaches the series' own decayed
/// records, which puts the first sample of something unseen above the hundredth of something that goes on. A series that has had news often of late must show more.
/// </summary>
internal static class RawScore
{
    /// <summary>Where the half begins that is kept for news.</summary>
    public const double NewsFrom = 0.5;

    private const double OneNewsMs = 3_600_000;
    private const double NewsCount = 0.85;
    private const double NewsCost = 0.2;
    private const double LeastNews = 0.65;
    private const double NeverNews = LeastNews - 1e-9;
    private const double FullEvidence = 4;
    private const double HalfEvidence = 5;

    /// <summary>The score of a sample, 0 to 1; keeps the records.</summary>
    public static double Of(ref SeriesState state, in Finding finding, in Moment moment)
    {
        var evidence = finding.Evidence;
        var fast = state.FastRecords.Against(finding.FastEvidence, moment);
        var slow = state.SlowRecords.Against(finding.SlowEvidence, moment);
        state.News *= moment.NewsKept;
        if (fast.Reached <= NeverNews * fast.Record && slow.Reached <= NeverNews * slow.Record)
        {
            // what does not come near the records is no news, whatever news costs
            return OfEvidence(evidence);
        }

        var news = double.MaxNative(fast.Reached / fast.Record, slow.Reached / slow.Record) * double.MinNative(1, evidence / FullEvidence);
        var net = news - (NewsCost * Math.Log10(1 + state.News));
        if (news > NewsCount)
        {
            state.News += state.NewsMs == 0 || moment.UnixMs - state.NewsMs > OneNewsMs ? 1 : 0;
            state.NewsMs = moment.UnixMs;
        }

        return net > LeastNews ? NewsFrom + ((1 - NewsFrom) * (net - LeastNews) / (net - LeastNews + 0.5)) : OfEvidence(evidence);
    }

    private static double OfEvidence(double evidence) => NewsFrom * evidence / (evidence + HalfEvidence);
}
