namespace AIOps.Collectors.Otlp;

/// <summary>Adds up the increments of a sum that also falls (delta temporality of an up-down counter), so that it reads as a level. A repeated point changes nothing.</summary>
internal sealed class RunningSum
{
    private double _before;
    private double _sum;
    private long _lastMs = long.MinValue;

    /// <summary>The level after an increment, or null when the increment is older than the last one.</summary>
    public double? Add(long unixMilliseconds, double increment)
    {
        if (unixMilliseconds < _lastMs)
        {
            return null;
        }

        if (unixMilliseconds > _lastMs)
        {
            _before = _sum;
            _lastMs = unixMilliseconds;
        }

        return _sum = _before + increment;
    }
}
