namespace AIOps.Server.Events;

/// <summary>Wakes the durable consumers of this process when events were appended; losing a pulse only costs one polling interval.</summary>
internal sealed class EventSignal
{
    private TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Pulse() => Interlocked.Exchange(ref _next, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();

    /// <summary>Take this before reading the table, wait on it afterwards: so no pulse in between is missed.</summary>
    public Task Next => Volatile.Read(ref _next).Task;
}
