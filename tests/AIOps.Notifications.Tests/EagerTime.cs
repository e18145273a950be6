namespace AIOps.Notifications.Tests;

/// <summary>A clock whose short waits end at once and move it on; long ones (timeouts) never end.</summary>
internal sealed class EagerTime : TimeProvider
{
    private readonly Lock _gate = new();
    private DateTimeOffset _now = SomeIncident.Now;

    public List<TimeSpan> Waits { get; } = [];

    public override DateTimeOffset GetUtcNow() => _now;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var soon = dueTime >= TimeSpan.Zero && dueTime < TimeSpan.FromSeconds(8);
        if (soon)
        {
            lock (_gate)
            {
                Waits.Add(dueTime);
                _now += dueTime;
            }
        }

        return System.CreateTimer(callback, state, soon ? TimeSpan.Zero : Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }
}
