namespace AIOps.Detection.Metrics;

/// <summary>
/// The score that serves ranking and charts. The lower half is evidence alone. The upper half is kept for news: evidence far beyond the series' own decayed record,
/// which puts the first sample of something unseen above the hundredth of something that goes on.
/// </summary>
internal static class RawScore
{
    private const double RecordMemoryMs = 5.8 * 86_400_000;
    private const double RecordShare = 0.85;
    private const double LeastNews = 0.8;
    private const double HalfEvidence = 5;

    /// <summary>The score of a sample, 0 to 1; keeps the record.</summary>
    public static double Of(ref SeriesState state, double evidence, double elapsedMs)
    {
        state.Record *= RecordMemoryMs / (RecordMemoryMs + elapsedMs);
        var news = evidence - (RecordShare * state.Record);
        state.Record = Math.Max(state.Record, evidence);
        return news > LeastNews ? 0.5 + (0.5 * news / (news + 2)) : 0.5 * evidence / (evidence + HalfEvidence);
    }
}
