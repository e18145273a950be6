using AIOps.Contracts.Telemetry;
using AIOps.Detection.Metrics;

namespace AIOps.Detection.Tests.Metrics;

/// <summary>What must not matter: unit, offset, gaps, interval. Judged by the share of planted events that are found and by false episodes.</summary>
public sealed class InvarianceTests
{
    private const long Start = 1_767_225_600_000;
    private const int Days = 30;
    private const int Planted = 20;

    [Test]
    public void Plain_FindsMostAndRaisesLittle()
    {
        var (found, wrong) = Run((time, value) => (time, value), _ => false, 60);
        Assert.Multiple(() =>
        {
            Assert.That(found, Is.GreaterThan(0.8));
            Assert.That(wrong, Is.LessThanOrEqualTo(2 * 0.15 * Days));
        });
    }

    [Test]
    public void ScaledByAMillion_IsTheSame() => Same((time, value) => (time, value * 1e6), _ => false, 60);

    [Test]
    public void WithAConstantAdded_IsTheSame() => Same((time, value) => (time, value + 5000), _ => false, 60);

    [Test]
    public void WithGaps_IsTheSame([Values(0.05, 0.2)] double share)
    {
        var random = new Random(4);
        Same((time, value) => (time, value), _ => random.NextDouble() < share, 60);
    }

    [Test]
    public void AtHalfTheInterval_IsTheSame() => Same((time, value) => (time, value), _ => false, 30);

    [Test]
    public void RowsAveragedToOne_RaiseNoMoreThanBefore([Values(2, 5)] int rows)
    {
        int plain = 0, averaged = 0;
        for (var seed = 1; seed <= 8; seed++)
        {
            plain += Episodes(seed, 1);
            averaged += Episodes(seed, rows);
        }

        TestContext.Out.WriteLine($"{plain} episodes before, {averaged} after");
        Assert.That(averaged, Is.LessThanOrEqualTo((1.1 * plain) + 4));
    }

    /// <summary>Openings in a month of ordinary excursions: some a day, minutes long, with a heavy tail of sizes.</summary>
    private static int Episodes(int seed, int rows)
    {
        var random = new Random(seed);
        var detector = new SeriesDetector(DetectorProfile.Default, SeriesKind.Gauge);
        double drift = 0, excursion = 0, sum = 0;
        var left = 0;
        var opened = 0;
        for (var minute = 0; minute < Days * 1440; minute++)
        {
            drift = (0.98 * drift) + (random.NextDouble() - 0.5);
            if (left-- <= 0)
            {
                excursion = random.NextDouble() < 8.0 / 1440 ? 8 / Math.Sqrt(1 - random.NextDouble()) * (random.Next(2) == 0 ? 1 : -1) : 0;
                left = excursion.Equals(0) ? 0 : 1 + (int)(-5 * Math.Log(1 - random.NextDouble()));
            }

            sum += 100 + (30 * Math.Sin(2 * Math.PI * minute / 1440)) + (3 * drift) + (6 * (random.NextDouble() - 0.5)) + excursion;
            if (minute % rows == rows - 1)
            {
                opened += detector.Observe(Start + (minute * 60_000L), sum / rows).Transition == Transition.Opened && minute > 5 * 1440 ? 1 : 0;
                sum = 0;
            }
        }

        return opened;
    }

    private static void Same(Func<long, double, (long, double)> change, Func<int, bool> drop, int intervalSeconds)
    {
        var (plain, _) = Run((time, value) => (time, value), _ => false, 60);
        var (found, wrong) = Run(change, drop, intervalSeconds);
        Assert.Multiple(() =>
        {
            Assert.That(found, Is.EqualTo(plain).Within(0.1));
            Assert.That(wrong, Is.LessThanOrEqualTo(2 * 0.15 * Days));
        });
    }

    private static (double Found, int Wrong) Run(Func<long, double, (long Time, double Value)> change, Func<int, bool> drop, int intervalSeconds)
    {
        var random = new Random(17);
        var detector = new SeriesDetector(DetectorProfile.Default, SeriesKind.Gauge);
        var rows = Days * 86_400 / intervalSeconds;
        var spacing = rows / (Planted + 5);
        var seen = new HashSet<int>();
        var wrong = 0;
        double drift = 0;
        for (var row = 0; row < rows; row++)
        {
            drift = (0.98 * drift) + (random.NextDouble() - 0.5);
            var seconds = (long)row * intervalSeconds;
            var value = 100 + (30 * Math.Sin(2 * Math.PI * seconds / 86_400)) + (3 * drift) + (6 * (random.NextDouble() - 0.5));
            var number = (row / spacing) - 5;
            // an event lasts ten minutes at every interval; the first fifth is quiet, so that the day can be learnt
            var inside = number >= 0 && row % spacing * intervalSeconds < 600;
            value += inside ? (number % 2 == 0 ? 80 + (10 * number) : -80 - (10 * number)) : 0;
            if (drop(row))
            {
                continue;
            }

            var (time, changed) = change(Start + (seconds * 1000), value);
            var verdict = detector.Observe(time, changed);
            if (inside && verdict.Alert)
            {
                seen.Add(number);
            }

            // the return from an event is not counted against the detector
            wrong += verdict.Transition == Transition.Opened && !inside && row % spacing * intervalSeconds > 3600 ? 1 : 0;
        }

        return (seen.Count / (double)Planted, wrong);
    }
}
