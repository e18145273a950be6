namespace AIOps.Storage.Operational;

/// <summary>A write with a result.</summary>
internal sealed class QueuedWrite<T>(Func<WriteSession, Task<(bool Keep, T Result)>> write) : QueuedWrite
{
    private readonly TaskCompletionSource<T> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T _result = default!;

    public Task<T> Done => _done.Task;

    public override async Task<bool> ApplyAsync(WriteSession session)
    {
        (var keep, _result) = await write(session).ConfigureAwait(false);
        return keep;
    }

    public override void Complete() => _done.TrySetResult(_result);

    public override void Fail(Exception error)
    {
        if (error is OperationCanceledException cancelled)
        {
            _done.TrySetCanceled(cancelled.CancellationToken);
        }
        else
        {
            _done.TrySetException(error);
        }
    }
}
