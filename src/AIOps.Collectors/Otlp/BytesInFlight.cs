namespace AIOps.Collectors.Otlp;

/// <summary>How many bytes of requests are held at once over all senders.</summary>
internal sealed class BytesInFlight
{
    private readonly long _most;
    private long _held;

    public BytesInFlight(long most, CollectorInstruments instruments)
    {
        _most = most;
        instruments.Watch("aiops.collect.in_flight", "By", "Bytes of requests from senders (OTLP, alerts, changes, heartbeats) that are held at once.", () => Held);
        instruments.Watch("aiops.collect.in_flight_limit", "By", "Bytes of requests that may be held at once; a request that does not fit is sent back.", () => _most);
    }

    public long Held => Interlocked.Read(ref _held);

    public bool TryTake(int bytes)
    {
        if (Interlocked.Add(ref _held, bytes) <= _most)
        {
            return true;
        }

        Interlocked.Add(ref _held, -bytes);
        return false;
    }

    public void Return(int bytes) => Interlocked.Add(ref _held, -bytes);
}
