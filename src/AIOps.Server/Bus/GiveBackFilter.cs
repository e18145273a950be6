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

    /// <summary>True when the batch is sound and only this attempt was not to be.</summary>
    public static bool GivesBack(Exception failure) => failure.GetBaseException() is ShardLostException or OperationCanceledException || Causes(failure).Any(cause => cause is StoreUnavailableException or IOException);

    public async Task Send(ExceptionReceiveContext context, IPipe<ExceptionReceiveContext> next)
    {
        if (GivesBack(context.Exception))
        {
            // it comes again at once, and what failed needs a moment
            await Task.Delay(Pause);
            ExceptionDispatchInfo.Throw(context.Exception);
        }

        await next.Send(context);
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("giveBack");

    private static IEnumerable<Exception> Causes(Exception failure)
    {
        for (var cause = failure; cause is not null; cause = cause.InnerException)
        {
            yield return cause;
        }
    }
}
