using AIOps.Detection.Forecasting;

namespace AIOps.Detection.Tests.Forecasting;

public sealed class ForecasterTests
{
    private const long Start = 1_767_225_600_000;

    [Test]
    public void Leak_HalfWayToItsLimit_TellsTheTimeWithinAQuarter([Values(1, 2, 3, 4, 5, 6, 7, 8, 9, 10)] int seed)
    {
        var random = new Random(seed);
        var hours = 6 + (random.NextDouble() * 60);
        var forecaster = new Forecaster(100);
        var last = default(Forecast);
        for (var minute = 0.0; minute < hours * 30; minute++)
        {
            last = forecaster.Observe(Start + (long)(minute * 60_000), (100 * minute / (hours * 60)) + random.NextDouble());
        }

        Assert.That(last.Breach, Is.Not.Null);
        Assert.That(last.Breach!.Value.Expected.TotalHours, Is.EqualTo(hours / 2).Within(25).Percent);
    }

    [Test]
    public void DiskFill_WithCleanUps_KeepsTheSlopeOfTheFill()
    {
        var random = new Random(3);
        var forecaster = new Forecaster(90);
        var used = 20.0;
        var last = default(Forecast);
        for (var minute = 0; minute < 3000; minute++)
        {
            used += 0.02;
            used = minute == 2000 ? used - 25 : used;
            last = forecaster.Observe(Start + (minute * 60_000L), used + (0.1 * random.NextDouble()));
        }

        Assert.That(last.Breach!.Value.Expected.TotalMinutes, Is.EqualTo((90 - used) / 0.02).Within(25).Percent);
    }

    [Test]
    public void LevelNoise_HasNoBreachInsideADay([Values(1, 2, 3, 4, 5)] int seed)
    {
        var random = new Random(seed);
        var forecaster = new Forecaster(100);
        var warned = 0;
        for (var minute = 0; minute < 4000; minute++)
        {
            var forecast = forecaster.Observe(Start + (minute * 60_000L), 50 + (10 * random.NextDouble()));
            warned += minute > 600 && forecast.Breach is { } breach && breach.Latest < TimeSpan.FromDays(1) ? 1 : 0;
        }

        Assert.That(warned, Is.Zero);
    }

    [Test]
    public void DailyPeak_IsMoreLikelyAheadOfItsHour()
    {
        var random = new Random(1);
        var forecaster = new Forecaster(80);
        double before = 0, after = 0;
        for (var minute = 0; minute < 14 * 1440; minute++)
        {
            var hour = minute / 60 % 24;
            var value = 50 + (hour == 9 ? 40 : 0) + (5 * random.NextDouble());
            var forecast = forecaster.Observe(Start + (minute * 60_000L), value);
            if (minute / 1440 == 13)
            {
                before = hour == 8 && minute % 60 == 30 ? forecast.Hour : before;
                after = hour == 18 && minute % 60 == 30 ? forecast.Hour : after;
            }
        }

        Assert.That(before, Is.GreaterThan(5 * after));
    }

    [Test]
    public void Probabilities_GrowWithTheHorizon_OnAverage()
    {
        var random = new Random(1);
        var forecaster = new Forecaster(95);
        double hour = 0, day = 0;
        for (var minute = 0; minute < 5000; minute++)
        {
            var forecast = forecaster.Observe(Start + (minute * 60_000L), 100 * Math.Pow(random.NextDouble(), 0.2));
            hour += forecast.Hour;
            day += forecast.Day;
        }

        Assert.That(day, Is.GreaterThan(hour));
    }

    [Test]
    public void LimitOf_InterpolatesAsQuantilesDo() => Assert.That(Forecaster.LimitOf([4, 1, 3, 2, 5], 0.9), Is.EqualTo(4.6).Within(1e-12));
}
