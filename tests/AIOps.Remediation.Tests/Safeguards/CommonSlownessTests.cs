using AIOps.Remediation.Safeguards;

namespace AIOps.Remediation.Tests.Safeguards;

public sealed class CommonSlownessTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 5, 12, 0, 0, TimeSpan.Zero);

    [TestCase(new[] { .002, .001 }, false, Description = "all is well but for the one that hangs")]
    [TestCase(new[] { .4, .3 }, true, Description = "two others are late")]
    [TestCase(new[] { .4, .3, .001 }, true, Description = "most of them are")]
    [TestCase(new[] { .4, .3, .001, .001, .002 }, false, Description = "few of them are")]
    [TestCase(new[] { .4 }, false, Description = "one may have trouble of its own")]
    [TestCase(new[] { .02, .03 }, false, Description = "slower than ever, and still quick")]
    public void WhatOthersTell(double[] lately, bool slow) => Assert.That(CommonSlowness.Of(lately.Select((took, i) => Service(i, .001, took)), Now), slow ? Does.StartWith("2 of ").And.Contains("usually 0.001 s") : Is.Null);

    [Test]
    public void ServicesThatAreAlwaysSlow_TellNothing() => Assert.That(CommonSlowness.Of([Service(1, .3, .4), Service(2, .3, .4)], Now), Is.Null);

    [Test]
    public void ServicesThatAreHardlyKnown_TellNothing() =>
        Assert.That(CommonSlowness.Of([Service(1, .001, .4, known: 10), Service(2, .001, .4, known: 10)], Now), Is.Null);

    private static (string, IReadOnlyList<KeyValuePair<DateTimeOffset, double>>) Service(int number, double usual, double lately, int known = 120) =>
        ($"service:s{number}", [.. Enumerable.Range(-known - 40, known).Select(second => KeyValuePair.Create(Now.AddSeconds(second), usual)), .. Enumerable.Range(-9, 10).Select(second => KeyValuePair.Create(Now.AddSeconds(second), lately))]);
}
