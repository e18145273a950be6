using AIOps.Contracts.Telemetry;

namespace AIOps.Storage.History;

/// <summary>A batch that waits for its group commit.</summary>
internal sealed class PendingAppend(MetricBatch batch, bool[] taken)
{
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public MetricBatch Batch => batch;

    /// <summary>For each series of the batch whether its samples are kept.</summary>
    public bool[] Taken => taken;

    public Task Done => _done.Task;

    public void Complete() => _done.TrySetResult();

    public void Fail(Exception error) => _done.TrySetException(error);
}
