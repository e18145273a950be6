using AIOps.Contracts.Telemetry;
using AIOps.Detection.Metrics;

namespace AIOps.Detection.Tests.Metrics;

/// <summary>Shops that are quiet at the weekend.</summary>
public sealed class WeeklySeasonTests
{
    // a Monday
    private const long Start = 1_767_571_200_000;
    private const int Week = 7 * 1440;

    [Test]
    public void QuietWeekends_StopStandingOut([Values(1, 2, 3)] int seed)
    {
        var detector = new SeriesDetector(DetectorProfile.Default, SeriesKind.Gauge);
        var random = new Random(seed);
        var drift = new double[10];
        for (var minute = 0; minute < drift.Length * Week; minute++)
        {
            var verdict = detector.Observe(Start + (minute * 60_000L), Value(minute, random));
            drift[minute / Week] += Math.Abs(verdict.Value - verdict.Expected) / Week;
        }

        Assert.That(drift[7..].Average(), Is.LessThan(0.8 * drift[1..3].Average()), string.Join(' ', drift));
    }

    [Test]
    public void DropOnAWeekday_StillAlerts_WhenWeekendsAreLow([Values(1, 2)] int seed)
    {
        var detector = new SeriesDetector(DetectorProfile.Default, SeriesKind.Gauge);
        var random = new Random(seed);
        var alerted = false;
        for (var minute = 0; minute < (6 * Week) + 2160; minute++)
        {
            var broken = minute >= (6 * Week) + 2100;
            var value = broken ? 2 : Value(minute, random);
            alerted |= detector.Observe(Start + (minute * 60_000L), value).Alert && broken;
        }

        Assert.That(alerted);
    }

    [Test]
    public void OneIncident_InventsNoWeek()
    {
        var told = new List<double>();
        var detector = new SeriesDetector(DetectorProfile.Default, SeriesKind.Gauge);
        var random = new Random(4);
        for (var minute = 0; minute < 8 * Week; minute++)
        {
            var incident = minute / Week == 4 && Sunday(minute) && minute % 1440 is >= 180 and < 300;
            var verdict = detector.Observe(Start + (minute * 60_000L), 100 + (20 * Math.Sin(2 * Math.PI * minute / 1440)) + (4 * random.NextDouble()) + (incident ? 500 : 0));
            if (minute / Week > 4 && Sunday(minute) && minute % 1440 == 240)
            {
                told.Add(verdict.Expected);
            }
        }

        Assert.That(told, Is.All.EqualTo(100 + (20 * Math.Sin(2 * Math.PI / 6)) + 2).Within(6));
    }

    private static bool Sunday(int minute) => minute % Week >= 6 * 1440;

    private static double Value(int minute, Random random) =>
        (minute % Week >= 5 * 1440 ? 40 : 100) + (20 * Math.Sin(2 * Math.PI * minute / 1440)) + (4 * random.NextDouble());
}
