using AIOps.Server.Events;

namespace AIOps.Server.Notify;

/// <summary>Wakes the deliverer when messages were stored.</summary>
internal sealed class DeliverySignal
{
    private readonly EventSignal _signal = new();

    public Task Next => _signal.Next;

    public void Pulse() => _signal.Pulse();
}
