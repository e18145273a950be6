using System.Runtime.Intrinsics;

namespace AIOps.Detection.Metrics;

/// <summary>
/// When a sample came and how long after the one before: what several steps need of its time, computed once. A share is the part of a decayed mean that the sample replaces;
/// kept is the part of a record or a count that is left.
/// </summary>
internal readonly struct Moment
{
    private const double MinuteMs = 60_000;
    private const double HourMs = 3_600_000;
    private const double DayMs = 86_400_000;

    // quotients in lanes of four: a division of four costs little more than one of one
    private readonly Vector256<double> _levels;
    private readonly Vector256<double> _errors;
    private readonly Vector256<double> _course;
    private readonly Vector256<double> _parts;
    private readonly Vector256<double> _kept;

    public Moment(DetectorProfile profile, long unixMs, double elapsedMs, double intervalMs)
    {
        UnixMs = unixMs;
        ElapsedMs = elapsedMs;
        Hour = DayPath.Hour(unixMs);
        Knots = DayPath.KnotsAt(unixMs);

        var elapsed = Vector256.Create(elapsedMs);
        var interval = double.MaxNative(1, intervalMs);
        var fast = double.MaxNative(profile.FastMemoryMs, 2 * interval);
        var mid = double.MaxNative(profile.MidMemoryMs, 6 * interval);
        var slow = double.MaxNative(profile.SlowMemoryMs, 24 * interval);
        _levels = Shares(elapsed, Vector256.Create(fast, mid, slow, profile.MidMemoryMs));
        _errors = Shares(elapsed, Vector256.Create(3 * interval, 12 * interval, profile.ScaleMemoryMs, profile.TailMemoryMs));
        _course = Shares(elapsed, Vector256.Create(30 * MinuteMs, 3 * HourMs, 7 * DayMs, 14 * DayMs));
        _parts = Vector256.Create(intervalMs, elapsedMs, elapsedMs, intervalMs) / Vector256.Create(profile.TailMemoryMs, profile.TailMemoryMs, 30 * DayMs, intervalMs + (30 * MinuteMs));
        var memories = Vector256.Create(2 * DayMs, 6 * DayMs, 15 * DayMs, 30 * DayMs);
        _kept = memories / (memories + elapsed);
        OpenedKept = AlertGate.CeilingMemoryMs / (AlertGate.CeilingMemoryMs + elapsedMs);
    }

    public long UnixMs { get; }

    public double ElapsedMs { get; }

    public int Hour { get; }

    public DayKnots Knots { get; }

    // of the levels, never quicker than a few samples
    public double FastShare => _levels[0];

    public double MidShare => _levels[1];

    public double SlowShare => _levels[2];

    public double ShiftShare => _errors[0];

    public double SpreadShare => _errors[1];

    // of the trust in the day's path, usual errors, what tails remember, an excursion, an hour's width, the week
    public double TrustShare => _levels[3];

    public double ScaleShare => _errors[2];

    public double TailShare => _errors[3];

    public double HalfHourShare => _course[0];

    public double WidthShare => double.MinNative(0.02, _course[1]);

    public double WeekShare => _course[2];

    public double WeekLossShare => _course[3];

    public double CrowdShare => _parts[3];

    /// <summary>By how much more the tails count the next sample.</summary>
    public double WeightGrowth => 1 + _parts[0];

    public double RunKept => 1 - double.MinNative(1, _parts[1]);

    public double RaisedKept => 1 - double.MinNative(1, _parts[2]);

    public double TwoDaysKept => _kept[0];

    public double SixDaysKept => _kept[1];

    public double FifteenDaysKept => _kept[2];

    public double NewsKept => _kept[3];

    public double OpenedKept { get; }

    private static Vector256<double> Shares(Vector256<double> elapsedMs, Vector256<double> memoriesMs) => elapsedMs / (elapsedMs + memoriesMs);
}
