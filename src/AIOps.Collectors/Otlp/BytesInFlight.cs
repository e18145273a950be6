namespace AIOps.Collectors.Otlp;

/// <summary>How many bytes of requests are held at once over all senders.</summary>
internal sealed class BytesInFlight(long most)
{
    private long _held;

    public long Held => Interlocked.Read(ref _held);

    public bool TryTake(int bytes)
    {
        if (Interlocked.Add(ref _held, bytes) <= most)
        {
            return true;
        }

        Interlocked.Add(ref _held, -bytes);
        return false;
    }

    public void Return(int bytes) => Interlocked.Add(ref _held, -bytes);
}
