using AIOps.Detection.Metrics;

namespace AIOps.Detection.Tests.Metrics;

public sealed class AlertGateTests
{
    private static readonly DetectorProfile Profile = DetectorProfile.Default with { Budget = 0.1 };

    [Test]
    public void ClearNews_ReachesTheBarOfASeriesThatKeepsItsCeiling_AndMoreTheClearerItIs()
    {
        Assert.That(AlertGate.OfNews(Profile, 0.64, young: false, bar: 5), Is.GreaterThanOrEqualTo(5));
        Assert.That(AlertGate.OfNews(Profile, 0.8, young: false, bar: 5), Is.GreaterThan(AlertGate.OfNews(Profile, 0.64, young: false, bar: 5)));
    }

    [Test]
    public void WhatIsHardlyNews_AddsNothing() => Assert.That(AlertGate.OfNews(Profile, 0.6, young: false, bar: 5), Is.Zero);

    [Test]
    public void OnASeriesOfLessThanADay_NothingCountsAsNews() => Assert.That(AlertGate.OfNews(Profile, 0.9, young: true, bar: 5), Is.Zero);

    [Test]
    public void SmallerBudget_AsksForClearerNews_AndALargerForLess()
    {
        Assert.That(AlertGate.OfNews(Profile with { Budget = 0.05 }, 0.65, young: false, bar: 5), Is.Zero);
        Assert.That(AlertGate.OfNews(Profile with { Budget = 0.5 }, 0.55, young: false, bar: 5), Is.GreaterThanOrEqualTo(5));
    }
}
