namespace AIOps.Server.Health;

/// <summary>Sees when our clock is set: it and the time that really passes, as the system's steady clock tells, come apart at once.</summary>
internal sealed class ClockSteps : IDisposable
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Tolerated = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Lately = TimeSpan.FromMinutes(10);
    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private readonly ITimer _timer;
    private DateTimeOffset _seen;
    private long _seenAt;
    private TimeSpan _by;
    private long? _setAt;

    public ClockSteps(TimeProvider time)
    {
        _time = time;
        (_seen, _seenAt) = (time.GetUtcNow(), time.GetTimestamp());
        _timer = time.CreateTimer(_ => SetLately(), null, LookEvery, LookEvery);
    }

    /// <summary>By how much the clock was set in the last ten minutes, forward or (negative) back; null when it was not.</summary>
    public TimeSpan? SetLately()
    {
        lock (_lock)
        {
            var (now, at) = (_time.GetUtcNow(), _time.GetTimestamp());
            var by = now - _seen - _time.GetElapsedTime(_seenAt, at);
            (_seen, _seenAt) = (now, at);
            if (by.Duration() > Tolerated)
            {
                (_by, _setAt) = (by, at);
            }

            return _setAt is { } setAt && _time.GetElapsedTime(setAt, at) < Lately ? _by : null;
        }
    }

    public void Dispose() => _timer.Dispose();
}
