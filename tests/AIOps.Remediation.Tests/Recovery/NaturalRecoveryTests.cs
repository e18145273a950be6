using AIOps.Remediation.Recovery;

namespace AIOps.Remediation.Tests.Recovery;

public sealed class NaturalRecoveryTests
{
    private static readonly TimeSpan Began = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Back = TimeSpan.FromSeconds(30);

    [Test]
    public void FaultThatUsuallyRecoversInThatTime_GivesNoCredit()
    {
        var natural = Ask([.. Left(6, 20, true), .. Left(4, 600, true)]);
        Assert.That((natural.Share, natural.IsUsual), Is.EqualTo((0.6, true)));
        Assert.That(natural.Words, Does.Contain("10 of 10 recovered by themselves").And.Contain("60").And.Contain("no credit"));
    }

    [Test]
    public void FaultThatStays_GivesCredit()
    {
        var natural = Ask([.. Left(2, 20, true), .. Left(8, 600, true)]);
        Assert.That((natural.Share!.Value, natural.IsUsual), Is.EqualTo((0.2, false)).Within(1e-9));
    }

    [Test]
    public void WhatRecoversBeforeARepairBegins_TellsNothingOfThoseThatAreStillThere() =>
        Assert.That(Ask([.. Left(90, 2, true), .. Left(1, 20, true), .. Left(9, 600, true)]).Share, Is.EqualTo(0.1).Within(1e-9));

    [Test]
    public void WhatWasRepairedInTheMeantime_TellsNothing()
    {
        Assert.That(Ask([.. Left(100, 10, false), .. Left(2, 20, true), .. Left(2, 600, true)]).Share, Is.Null, "four of them tell of it");
        Assert.That(Ask([.. Left(100, 4, false), .. Left(3, 20, true), .. Left(3, 600, false)]).Share, Is.EqualTo(0.5));
    }

    [Test]
    public void TooFewOfTheService_AreHelpedByThoseOfOthers()
    {
        var others = Left(30, 20, true).Select(episode => episode with { Service = "service:other" }).ToList();
        Assert.Multiple(() =>
        {
            Assert.That(Ask([.. others, .. Left(4, 600, true)]).Share, Is.EqualTo(30.0 / 34).Within(1e-9));
            Assert.That(Ask([.. others, .. Left(5, 600, true)]).Share, Is.Zero, "its own are enough");
            Assert.That(Ask([.. others.Take(15), .. Left(4, 600, true)]).Share, Is.Null);
            Assert.That(Ask([.. others.Select(episode => episode with { Fault = "full" }), .. Left(4, 600, true)]).Share, Is.Null);
        });
    }

    [Test]
    public void NoHistory_IsSaidSo()
    {
        var natural = Ask([]);
        Assert.That((natural.Share, natural.IsUsual), Is.EqualTo(((double?)null, false)));
        Assert.That(natural.Words, Does.Contain("is not known"));
    }

    private static NaturalRecovery Ask(List<FaultEpisode> episodes) => NaturalRecovery.Of(episodes, "service:x", "down", Began, Back);

    private static IEnumerable<FaultEpisode> Left(int count, double seconds, bool recovered) => Enumerable.Repeat(new FaultEpisode("service:x", "down", TimeSpan.FromSeconds(seconds), recovered), count);
}
