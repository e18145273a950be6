using AIOps.Detection.Metrics;

namespace AIOps.Detection.Tests.Metrics;

public sealed class LogarithmTests
{
    [Test]
    public void Decimal_OfAnyMagnitude_IsTheLibrarysWithinARounding()
    {
        var random = new Random(11);
        var worst = 0.0;
        for (var draw = 0; draw < 200_000; draw++)
        {
            var value = Math.Pow(10, (random.NextDouble() * 40) - 20);
            worst = Math.Max(worst, Math.Abs(Logarithm.Decimal(value) - Math.Log10(value)));
        }

        Assert.That(worst, Is.LessThan(1e-14));
    }

    [TestCase(1.0)]
    [TestCase(1e-300)]
    [TestCase(1.9999999999999998)]
    [TestCase(0.99999999999999989)]
    [TestCase(2.0)]
    [TestCase(1e300)]
    public void Decimal_AtTheEndsOfAnOctave_IsTheLibrarys(double value) =>
        Assert.That(Logarithm.Decimal(value), Is.EqualTo(Math.Log10(value)).Within(2e-13));
}
