using System.Collections.Concurrent;

namespace AIOps.Server.Bus;

/// <summary>
/// On the in-memory bus "sent" is not "safe": the sender waits here until the shard has appended the batch to the history and published what follows from it.
/// RabbitMQ's own confirm takes this role there.
/// </summary>
internal sealed class Confirmations
{
    private readonly ConcurrentDictionary<Guid, TaskCompletionSource> _waiting = new();

    public int Waiting => _waiting.Count;

    public Task Expect(Guid messageId) => _waiting.GetOrAdd(messageId, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    public void Confirm(Guid? messageId)
    {
        if (messageId is { } id && _waiting.TryRemove(id, out var waiting))
        {
            waiting.TrySetResult();
        }
    }

    public void Fail(Guid? messageId, Exception reason)
    {
        if (messageId is { } id && _waiting.TryRemove(id, out var waiting))
        {
            waiting.TrySetException(reason);
        }
    }

    public void Forget(Guid messageId) => _waiting.TryRemove(messageId, out _);
}
