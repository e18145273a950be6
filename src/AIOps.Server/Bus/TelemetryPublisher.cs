using MassTransit;
using Microsoft.Extensions.Options;

namespace AIOps.Server.Bus;

/// <summary>Sends an encoded batch to its shard's queue and returns when it is safe.</summary>
internal sealed class TelemetryPublisher(IBus bus, Confirmations confirmations, IOptions<BusOptions> options)
{
    /// <exception cref="TimeoutException">Neither broker nor shard confirmed in time: the sender repeats, and the shard drops what it knows.</exception>
    public async Task SendAsync(string queue, byte[] body, CancellationToken cancellationToken)
    {
        var settings = options.Value;
        var id = NewId.NextGuid();
        var safe = settings.IsRabbit ? Task.CompletedTask : confirmations.Expect(id);
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(settings.SendTimeout);
        try
        {
            // the sender may come first: it must declare the queue just as its shard does, or the broker refuses the second
            var address = settings.IsRabbit ? $"queue:{queue}?singleactiveconsumer=true" : $"queue:{queue}";
            var endpoint = await bus.GetSendEndpoint(new Uri(address));
            await endpoint.Send(
                new TelemetryMessage { Body = body },
                context =>
                {
                    context.MessageId = id;
                    context.Serializer = TelemetrySerializer.Instance;
                    context.ContentType = TelemetrySerializer.Instance.ContentType;
                },
                timeout.Token);
            await safe.WaitAsync(timeout.Token);
        }
        catch (OperationCanceledException late) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"queue {queue} did not confirm a batch within {settings.SendTimeout}", late);
        }
        finally
        {
            confirmations.Forget(id);
        }
    }
}
