namespace AIOps.Storage.Remote;

/// <summary>Keeps what the health page and the metrics tell of the sending.</summary>
internal sealed class StandingKeeper(TimeProvider time)
{
    private static readonly TimeSpan Lately = TimeSpan.FromMinutes(10);
    private readonly Lock _lock = new();
    private bool _sends;
    private long? _oldestMs;
    private long _waiting;
    private string? _away;
    private DateTimeOffset? _awaySince;
    private (DateTimeOffset At, long Samples, string Words) _refused;
    private (DateTimeOffset At, long Samples) _dropped;

    public RemoteStanding Standing
    {
        get
        {
            lock (_lock)
            {
                var now = time.GetUtcNow();
                var lag = _oldestMs is { } oldest ? now - DateTimeOffset.FromUnixTimeMilliseconds(oldest) : TimeSpan.Zero;
                var refused = _refused.Samples > 0 && now - _refused.At < Lately;
                return new RemoteStanding(_sends, lag > TimeSpan.Zero ? lag : TimeSpan.Zero, _waiting, _away, _awaySince, refused ? _refused.Samples : 0, refused ? _refused.Words : null, now - _dropped.At < Lately ? _dropped.Samples : 0);
            }
        }
    }

    /// <summary>When the oldest sample that waits was appended, Unix milliseconds.</summary>
    public long? OldestMs
    {
        get
        {
            lock (_lock)
            {
                return _oldestMs;
            }
        }
    }

    public void OnBegun() => Set(sends: true);

    public void OnEnded() => Set(sends: false);

    public void OnWaiting(long? oldestMs, long bytes)
    {
        lock (_lock)
        {
            (_oldestMs, _waiting) = (oldestMs, bytes);
        }
    }

    /// <returns>Whether it was there until now.</returns>
    public bool OnAway(string words)
    {
        lock (_lock)
        {
            var fresh = _away is null;
            _away = words;
            _awaySince ??= time.GetUtcNow();
            return fresh;
        }
    }

    /// <returns>Since when it had been away; null when it had not.</returns>
    public DateTimeOffset? OnAnswered()
    {
        lock (_lock)
        {
            var since = _awaySince;
            (_away, _awaySince) = (null, null);
            return since;
        }
    }

    /// <returns>Whether none had been refused lately.</returns>
    public bool OnRefused(long samples, string words)
    {
        lock (_lock)
        {
            var now = time.GetUtcNow();
            var fresh = now - _refused.At >= Lately;
            _refused = (now, samples + (fresh ? 0 : _refused.Samples), words);
            return fresh;
        }
    }

    /// <returns>Whether none had been dropped lately.</returns>
    public bool OnDropped(long samples)
    {
        lock (_lock)
        {
            var now = time.GetUtcNow();
            var fresh = now - _dropped.At >= Lately;
            _dropped = (now, samples + (fresh ? 0 : _dropped.Samples));
            return fresh;
        }
    }

    private void Set(bool sends)
    {
        lock (_lock)
        {
            _sends = sends;
            (_oldestMs, _waiting, _away, _awaySince) = (null, 0, null, null);
        }
    }
}
