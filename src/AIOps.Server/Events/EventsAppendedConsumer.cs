using MassTransit;

namespace AIOps.Server.Events;

/// <summary>Wakes this process's durable consumers.</summary>
internal sealed class EventsAppendedConsumer(EventSignal signal) : IConsumer<EventsAppended>
{
    public Task Consume(ConsumeContext<EventsAppended> context)
    {
        signal.Pulse();
        return Task.CompletedTask;
    }
}
