namespace AIOps.Detection.Logs;

/// <summary>What a log detector has met; for self-metrics.</summary>
/// <param name="Records">Records taken.</param>
/// <param name="Late">Records whose time was before the bucket that was open.</param>
/// <param name="Future">Records whose time was far ahead of the source's own; counted at the open bucket.</param>
/// <param name="RefusedSources">Records of sources beyond the bound.</param>
/// <param name="Suppressed">Findings beyond the bound of a bucket, or of a source that has such ones all the time.</param>
/// <param name="RefusedParameters">Variable parts beyond the bound of those that are watched.</param>
/// <param name="RefusedSessions">Records whose session was beyond the bound.</param>
/// <param name="Overflowed">Records beyond the bounds of the miners, counted under the template for everything else.</param>
/// <param name="Sources">Sources now.</param>
/// <param name="Parameters">Variable parts that are watched now.</param>
/// <param name="Sessions">Sessions that are open now.</param>
public readonly record struct LogDetectorCounters(
    long Records, long Late, long Future, long RefusedSources, long Suppressed, long RefusedParameters, long RefusedSessions, long Overflowed, int Sources, int Parameters, int Sessions);
