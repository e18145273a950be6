using AIOps.Server.Demo.Cast;
using AIOps.Server.Demo.Faults;
using AIOps.Server.Demo.Stage;
using AIOps.Server.Demo.Trials;

namespace AIOps.Server.Tests.Demo;

[TestFixture]
public sealed class TrialChoiceTests
{
    private string _folder = "";

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("aiops-choice-").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public async Task Double_TakesTwoServicesOfWhichNeitherNeedsTheOther([Range(1, 20)] int seed)
    {
        await using var stage = Install(ServiceSet.Shop(20, 1));
        var plan = new TrialChoice(stage, seed).Plan(FaultList.Double)!;
        Assert.That(plan.Parts.Select(part => part.Workload), Is.EquivalentTo(["service:shop/inventory", "service:shop/payments"]));
        Assert.That(plan.Parts.Select(part => part.Fault.Name).Distinct().Count(), Is.EqualTo(2));
    }

    [Test]
    public async Task FaultThatDoesNotFitTheSet_IsNotPlanned()
    {
        await using var stage = Install(ServiceSet.Workers(12, 1));
        var choice = new TrialChoice(stage, 1);
        Assert.That(choice.Plan("traffic-wave"), Is.Null);
        Assert.That(choice.Plan("upstream-down"), Is.Null);
        Assert.That(choice.Plan("worker-stall")?.Parts[0].Workload, Is.EqualTo("service:works/worker"));
    }

    [Test]
    public async Task BrokenLately_IsPassedOver()
    {
        await using var stage = Install(ServiceSet.Shop(20, 1));
        var choice = new TrialChoice(stage, 3);
        var members = Enumerable.Range(0, stage.Set.Members.Count()).Select(_ => choice.Plan("crash")!.Parts[0].Member).ToList();
        Assert.That(members, Is.Unique);
    }

    private ServiceStage Install(ServiceSet set) => ServiceStage.Install(set, _folder, Path.Combine(_folder, "catalogue.yaml"), null, TimeProvider.System);
}
