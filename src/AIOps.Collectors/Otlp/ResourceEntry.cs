using AIOps.Contracts.Telemetry;

namespace AIOps.Collectors.Otlp;

/// <summary>A resource that has been seen, read once.</summary>
internal sealed class ResourceEntry(byte[] encoded, long handle, EntityId entity, IReadOnlyDictionary<string, string> attributes, SourceBudget budget)
{
    private long _observedMs = long.MinValue;

    public byte[] Encoded => encoded;

    /// <summary>A number that stands for the resource in the keys of its series.</summary>
    public long Handle => handle;

    public EntityId Entity => entity;

    public IReadOnlyDictionary<string, string> Attributes => attributes;

    public SourceBudget Budget => budget;

    /// <summary>True for the first caller in each period: that one hands the observation on.</summary>
    public bool IsDue(long nowMs, long periodMs)
    {
        var last = Interlocked.Read(ref _observedMs);
        return (last == long.MinValue || nowMs - last >= periodMs || nowMs < last) && Interlocked.CompareExchange(ref _observedMs, nowMs, last) == last;
    }

    /// <summary>Makes the next call of <see cref="IsDue"/> true, when handing on failed.</summary>
    public void Forget() => Interlocked.Exchange(ref _observedMs, long.MinValue);
}
