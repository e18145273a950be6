using System.Runtime.ExceptionServices;
using AIOps.Contracts.Storage;
using AIOps.Server.Detect;
using MassTransit;

namespace AIOps.Server.Bus;

/// <summary>
/// Gives a batch back to its queue when nothing is wrong with it: its shard went to another process, the store is away, or this process ends. What is left, an
/// unreadable batch or a defect of ours, goes on to the error queue.
/// </summary>
internal sealed class GiveBackFilter : IFilter<ExceptionReceiveContext>
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    public async Task Send(ExceptionReceiveContext context, IPipe<ExceptionReceiveContext> next)
    {
        if (context.Exception.GetBaseException() is StoreUnavailableException or IOException or ShardLostException or OperationCanceledException)
        {
            // it comes again at once, and what failed needs a moment
            await Task.Delay(Pause);
            ExceptionDispatchInfo.Throw(context.Exception);
        }

        await next.Send(context);
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("giveBack");
}
