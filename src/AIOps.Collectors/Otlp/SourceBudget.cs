namespace AIOps.Collectors.Otlp;

/// <summary>How many series one workload has made since the cache last turned.</summary>
internal sealed class SourceBudget
{
    private int _series;

    /// <summary>Takes room for one more series.</summary>
    public bool TryTake(int most)
    {
        if (Interlocked.Increment(ref _series) <= most)
        {
            return true;
        }

        Interlocked.Decrement(ref _series);
        return false;
    }

    /// <summary>Counts a series that lives on after the cache turned.</summary>
    public void Keep() => Interlocked.Increment(ref _series);

    /// <summary>True when none of its series was used since the last turn.</summary>
    public bool IsUnused => Volatile.Read(ref _series) == 0;

    public void Reset() => Interlocked.Exchange(ref _series, 0);
}
