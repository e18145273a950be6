namespace AIOps.Collectors.Alerts;

/// <summary>At most so many signals in a minute, over all senders.</summary>
internal sealed class SignalRate(int perMinute, TimeProvider time)
{
    private readonly Lock _gate = new();
    private long _minute;
    private int _taken;

    public bool TryTake(int signals)
    {
        lock (_gate)
        {
            var minute = time.GetUtcNow().ToUnixTimeSeconds() / 60;
            if (minute != _minute)
            {
                (_minute, _taken) = (minute, 0);
            }

            if (_taken + signals > perMinute)
            {
                return false;
            }

            _taken += signals;
            return true;
        }
    }
}
