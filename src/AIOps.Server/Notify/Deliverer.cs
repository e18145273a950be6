using AIOps.Contracts.Storage;
using AIOps.Notifications;
using AIOps.Notifications.Delivery;
using AIOps.Server.Events;
using Microsoft.Extensions.Options;

namespace AIOps.Server.Notify;

/// <summary>Runs one <see cref="ChannelDeliverer"/> for each channel side by side.</summary>
internal sealed class Deliverer(
    IEnumerable<INotificationChannel> channels,
    IOperationalStore store,
    DeliverySignal signal,
    NodeIdentity node,
    IOptions<NotificationsOptions> options,
    NotifyInstruments instruments,
    TimeProvider time,
    ILogger<Deliverer> logger) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var deliverers = channels
            .Select(channel => new ChannelDeliverer(channel, store, signal, node, options.Value.GiveUpAfter, instruments, time, logger))
            .ToList();
        instruments.ObservePending(() => deliverers.Sum(deliverer => deliverer.Waiting));
        return Task.WhenAll(deliverers.Select(deliverer => Task.Run(() => deliverer.RunAsync(stoppingToken), CancellationToken.None)));
    }
}
