namespace AIOps.Storage.Operational;

/// <summary>A write that waits for, or takes part in, a group commit.</summary>
internal abstract class QueuedWrite
{
    private int _started;

    /// <summary>Claims the write for a group; false when its caller has given up.</summary>
    public bool TryStart() => Interlocked.CompareExchange(ref _started, 1, 0) == 0;

    /// <summary>Works inside the transaction.</summary>
    /// <returns>Whether its changes are to be kept.</returns>
    public abstract Task<bool> ApplyAsync(WriteSession session);

    /// <summary>Tells the caller; called when the group is on disk.</summary>
    public abstract void Complete();

    /// <summary>Tells the caller that nothing is known to be written.</summary>
    public abstract void Fail(Exception error);

    /// <summary>Gives up when the write has not started; afterwards its outcome must be awaited, or it would be unknown.</summary>
    public void Cancel(CancellationToken cancellationToken)
    {
        if (TryStart())
        {
            Fail(new OperationCanceledException(cancellationToken));
        }
    }
}
