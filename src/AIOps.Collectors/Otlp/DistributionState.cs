namespace AIOps.Collectors.Otlp;

/// <summary>Turns a cumulative distribution into what came between two points. A repeated point gives the same answer again, so that a sender may retry.</summary>
internal sealed class DistributionState
{
    private Distribution? _before;
    private Distribution? _last;
    private long _beforeMs;
    private long _lastMs = long.MinValue;

    /// <summary>What came since the point before.</summary>
    /// <param name="unixMilliseconds">Time of the point.</param>
    /// <param name="startMs">When its counting began; 0 when not told.</param>
    /// <param name="point">The cumulative counts.</param>
    /// <param name="outOfOrder">True when the point is older than the last.</param>
    /// <returns>Null for the first point of a stream, which has nothing to be compared with.</returns>
    public Distribution? Next(long unixMilliseconds, long startMs, Distribution point, out bool outOfOrder)
    {
        outOfOrder = unixMilliseconds < _lastMs;
        if (outOfOrder)
        {
            return null;
        }

        if (unixMilliseconds > _lastMs)
        {
            (_before, _beforeMs) = (_last, _lastMs);
        }

        (_last, _lastMs) = (point, unixMilliseconds);
        if (_before is null)
        {
            return null;
        }

        // After a restart everything counted so far is new.
        return startMs > _beforeMs ? point : point.Since(_before) ?? point;
    }
}
