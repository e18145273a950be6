using AIOps.Remediation.Recovery;

namespace AIOps.Remediation.Tests.Recovery;

public sealed class SurvivalCurveTests
{
    // Freireich et al., "The effect of 6-mercaptopurine", Blood 21, 1963: the textbooks' example. Weeks, + for censored.
    private static readonly string[] Remissions = "6 6 6 6+ 7 9+ 10 10+ 11+ 13 16 17+ 19+ 20+ 22 23 25+ 32+ 32+ 34+ 35+".Split(' ');

    [TestCase(5.9, 1)]
    [TestCase(6, 0.857)]
    [TestCase(7, 0.807)]
    [TestCase(9.5, 0.807)]
    [TestCase(10, 0.753)]
    [TestCase(13, 0.690)]
    [TestCase(16, 0.627)]
    [TestCase(22, 0.538)]
    [TestCase(23, 0.448)]
    [TestCase(100, 0.448)]
    public void PublishedExample_IsMet(double weeks, double survival)
    {
        var curve = SurvivalCurve.Of([.. Remissions.Select(text => new FaultEpisode("", "", TimeSpan.FromDays(7 * double.Parse(text.TrimEnd('+'))), !text.EndsWith('+')))]);

        Assert.That(curve.At(TimeSpan.FromDays(7 * weeks)), Is.EqualTo(survival).Within(0.0006));
        Assert.That(curve.Median, Is.EqualTo(TimeSpan.FromDays(7 * 23)));
    }

    [Test]
    public void NothingThatRecovered_IsNoFall()
    {
        var curve = SurvivalCurve.Of([new FaultEpisode("", "", TimeSpan.FromSeconds(3), Recovered: false)]);
        Assert.That((curve.At(TimeSpan.FromHours(1)), curve.Median), Is.EqualTo((1.0, (TimeSpan?)null)));
    }
}
