using AIOps.Detection.Forecasting;

namespace AIOps.Detection.Tests.Forecasting;

public sealed class LimitLearningTests
{
    private const long Start = 1_767_225_600_000;

    [Test]
    public void AfterThreeDays_IsTheQuantile_AlsoOverARestart()
    {
        var random = new Random(3);
        var learning = new LimitLearning(0.99);
        var seen = new List<double>();
        double? limit = null;
        var minute = 0;
        for (; limit is null; minute++)
        {
            var value = Math.Exp(2 * random.NextDouble());
            seen.Add(value);
            limit = learning.Observe(Start + (minute * 60_000L), value);
            if (minute == 2000)
            {
                var saved = new byte[LimitLearning.SavedBytes];
                learning.Save(saved);
                learning = LimitLearning.Restore(saved)!;
            }
        }

        Assert.Multiple(() =>
        {
            Assert.That(minute, Is.EqualTo(3 * 1440).Within(2));
            Assert.That(limit, Is.EqualTo(Forecaster.LimitOf([.. seen], 0.99)).Within(3).Percent);
        });
    }

    [Test]
    public void ConstantSeries_HasNoLimit()
    {
        var learning = new LimitLearning(0.99);
        for (var minute = 0; minute < 6 * 1440; minute++)
        {
            Assert.That(learning.Observe(Start + (minute * 60_000L), 5), Is.Null);
        }
    }
}
