namespace AIOps.Detection.Logs;

/// <summary>What a miner has met; for self-metrics.</summary>
/// <param name="Records">Records mined.</param>
/// <param name="Misses">Records whose pattern was not in the cache.</param>
/// <param name="Overflowed">Records that went to the template for everything else because a bound was hit.</param>
/// <param name="Cut">Records longer than the miner looks at.</param>
/// <param name="Binary">Records that are no text.</param>
/// <param name="Evicted">Patterns that made room for others.</param>
/// <param name="Templates">Templates now.</param>
/// <param name="Patterns">Patterns now.</param>
public readonly record struct MinerCounters(long Records, long Misses, long Overflowed, long Cut, long Binary, long Evicted, int Templates, int Patterns);
