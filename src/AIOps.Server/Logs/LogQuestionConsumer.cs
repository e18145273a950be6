using AIOps.Server.Events;
using MassTransit;

namespace AIOps.Server.Logs;

/// <summary>Answers the questions of other processes that are meant for this one.</summary>
internal sealed class LogQuestionConsumer(LogDesk desk, NodeIdentity node) : IConsumer<LogQuestion>
{
    public async Task Consume(ConsumeContext<LogQuestion> context)
    {
        if (context.Message.Worker.Length == 0 || context.Message.Worker == node.Name)
        {
            await context.RespondAsync(await desk.AnswerAsync(context.Message, context.CancellationToken));
        }
    }
}
