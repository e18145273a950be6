using MassTransit;
using Microsoft.Extensions.Options;

namespace AIOps.Server.Bus;

/// <summary>Counts what ends in an error queue, and tells an in-memory sender that its batch was not taken.</summary>
internal sealed partial class PoisonObserver(BusInstruments instruments, Confirmations confirmations, IOptions<BusOptions> options, ILogger<PoisonObserver> logger) : IReceiveObserver
{
    public Task PreReceive(ReceiveContext context) => Task.CompletedTask;

    public Task PostReceive(ReceiveContext context) => Task.CompletedTask;

    public Task PostConsume<T>(ConsumeContext<T> context, TimeSpan duration, string consumerType)
        where T : class => Task.CompletedTask;

    public Task ConsumeFault<T>(ConsumeContext<T> context, TimeSpan duration, string consumerType, Exception exception)
        where T : class
    {
        instruments.OnConsumeFailed();
        confirmations.Fail(context.MessageId, exception);
        Tell(context.ReceiveContext, exception);
        return Task.CompletedTask;
    }

    public Task ReceiveFault(ReceiveContext context, Exception exception)
    {
        Tell(context, exception);
        return Task.CompletedTask;
    }

    private void Tell(ReceiveContext context, Exception exception)
    {
        if (options.Value.IsRabbit && GiveBackFilter.GivesBack(exception))
        {
            Log.GivenBack(logger, context.InputAddress.AbsolutePath, exception.Message);
            instruments.OnGivenBack();
            return;
        }

        Log.Poison(logger, context.InputAddress.AbsolutePath, exception.Message);
        instruments.OnPoison(Kind(context));
    }

    private static string Kind(ReceiveContext context) => context.InputAddress.AbsolutePath switch
    {
        var path when path.Contains("metrics-", StringComparison.Ordinal) => "metrics",
        var path when path.Contains("logs-", StringComparison.Ordinal) => "logs",
        _ => "events",
    };

    private static partial class Log
    {
        [LoggerMessage(120, LogLevel.Error, "A message on {Queue} could not be applied and went to its error queue: {Reason}")]
        public static partial void Poison(ILogger logger, string queue, string reason);

        [LoggerMessage(121, LogLevel.Warning, "A batch on {Queue} could not be stored now and goes back to its queue: {Reason}")]
        public static partial void GivenBack(ILogger logger, string queue, string reason);
    }
}
