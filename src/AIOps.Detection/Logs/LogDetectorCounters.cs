namespace AIOps.Detection.Logs;

/// <summary>What a log detector has met; for self-metrics.</summary>
/// <param name="Records">Records taken.</param>
/// <param name="Late">Records whose time was before the bucket that was open.</param>
/// <param name="Future">Records whose time was far ahead of the source's own; counted at the open bucket.</param>
/// <param name="RefusedSources">Records of sources beyond the bound.</param>
/// <param name="Suppressed">Findings beyond the bound of a bucket.</param>
/// <param name="Sources">Sources now.</param>
public readonly record struct LogDetectorCounters(long Records, long Late, long Future, long RefusedSources, long Suppressed, int Sources);
