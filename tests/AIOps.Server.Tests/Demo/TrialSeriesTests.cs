using AIOps.Server.Demo.Faults;
using AIOps.Server.Demo.Trials;

namespace AIOps.Server.Tests.Demo;

[TestFixture]
public sealed class TrialSeriesTests
{
    [Test]
    public void All_GoWhereTheyAreAtHome_AndNoneIsLeftOut()
    {
        var parts = TrialSeries.Split(FaultList.Names, null);
        Assert.That(parts.SelectMany(part => part.Faults), Is.EquivalentTo(FaultList.Names));
        Assert.That(parts.Where(part => part.Set == "workers").SelectMany(part => part.Faults), Is.EqualTo(["worker-stall"]));
        Assert.That(parts.Select(part => part.Faults.Count), Is.All.InRange(1, 4));
    }

    [Test]
    public void FaultAskedForTwice_IsTriedInTwoServices() =>
        Assert.That(TrialSeries.Split(["crash", "hang", "crash", "double"], null).Select(part => string.Join(',', part.Faults)), Is.EqualTo(["crash,hang,double", "crash"]));

    [Test]
    public void SetThatWasNamed_TakesAll() =>
        Assert.That(TrialSeries.Split(["crash", "worker-stall"], "shop").Select(part => (part.Set, part.Faults.Count)), Is.EqualTo([("shop", 2)]));
}
