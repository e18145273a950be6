using System.Globalization;

namespace AIOps.Remediation.Safeguards;

/// <summary>
/// Compares the wall clock with the monotonic one. After a jump, cool-downs, budgets and windows that are counted in wall time mean nothing, so
/// automation rests until a full hour has been counted by the new time.
/// </summary>
public sealed class ClockWatch(TimeProvider time)
{
    private static readonly TimeSpan Tolerated = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Rest = TimeSpan.FromHours(1);
    private readonly Lock _lock = new();
    private DateTimeOffset _wall = time.GetUtcNow();
    private long _monotonic = time.GetTimestamp();
    private (TimeSpan By, long At)? _jump;

    /// <summary>Why the clock cannot be believed, or null.</summary>
    /// <param name="lastStored">Latest moment that the store holds; a clock before it was set back.</param>
    public string? Problem(DateTimeOffset? lastStored)
    {
        lock (_lock)
        {
            var (wall, monotonic) = (time.GetUtcNow(), time.GetTimestamp());
            var jump = wall - _wall - time.GetElapsedTime(_monotonic, monotonic);
            (_wall, _monotonic) = (wall, monotonic);
            if (jump.Duration() > Tolerated)
            {
                _jump = (jump, monotonic);
            }

            if (lastStored is { } last && last - wall > Tolerated)
            {
                return $"the clock stands at {Show(wall)}, but a run was dispatched at {Show(last)}: it was set back, so cool-downs and budgets cannot be counted; correct the clock";
            }

            return _jump is { } seen && time.GetElapsedTime(seen.At, monotonic) < Rest
                ? $"the clock jumped by {seen.By.TotalSeconds:+0;-0} s, so cool-downs and budgets cannot be counted; automation rests until an hour has passed by the new time"
                : null;
        }
    }

    private static string Show(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
