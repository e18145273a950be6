using AIOps.Server.Demo.Load;

namespace AIOps.Server.Tests.Demo;

[TestFixture]
public sealed class LoadProfileTests
{
    private static readonly DateTimeOffset At = new(2026, 1, 5, 12, 0, 0, TimeSpan.Zero);

    [Test]
    public void Wave_SwellsAndEbbs()
    {
        var profile = new LoadProfile(20);
        profile.Wave(3, At, TimeSpan.FromSeconds(60));
        Assert.Multiple(() =>
        {
            Assert.That(profile.RateAt(At.AddSeconds(-1)), Is.EqualTo(20));
            Assert.That(profile.RateAt(At.AddSeconds(30)), Is.EqualTo(60).Within(.01));
            Assert.That(profile.RateAt(At.AddSeconds(60)), Is.EqualTo(20));
        });
    }
}
