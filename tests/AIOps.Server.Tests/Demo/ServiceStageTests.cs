using AIOps.Server.Demo.Cast;
using AIOps.Server.Demo.Faults;
using AIOps.Server.Demo.Load;
using AIOps.Server.Demo.Stage;
using AIOps.Contracts.Serialization;

namespace AIOps.Server.Tests.Demo;

/// <summary>The service sets as real processes, without the service that heals them.</summary>
[TestFixture]
public sealed class ServiceStageTests
{
    private string _folder = "";

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("aiops-stage-").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    [CancelAfter(120_000)]
    public async Task RollingRestartUnderLoad_LosesNoRequest(CancellationToken cancelled)
    {
        await using var stage = Install(ServiceSet.Shop(20, 1));
        await stage.StartAsync(cancelled);
        var before = await CountsAsync(stage, cancelled);
        await stage.RestartAsync("orders-1", cancelled);
        await stage.RestartAsync("orders-2", cancelled);
        var after = await CountsAsync(stage, cancelled);
        Assert.That(after.Succeeded, Is.GreaterThan(before.Succeeded));
        Assert.That(after.Failed, Is.EqualTo(before.Failed));
    }

    [TestCase("crash", "payments-1")]
    [TestCase("hang", "inventory-1")]
    [TestCase("error-burst", "payments-1")]
    [TestCase("upstream-down", "payments-1")]
    [CancelAfter(120_000)]
    public async Task Fault_IsFeltByCustomers(string fault, string member, CancellationToken cancelled)
    {
        await using var stage = Install(ServiceSet.Shop(20, 1));
        await stage.StartAsync(cancelled);
        await FaultList.Find(fault)!.InjectAsync(new FaultScene(stage, null!, TimeProvider.System), member, cancelled);
        while (await stage.CustomerIsServedAsync(cancelled))
        {
            cancelled.ThrowIfCancellationRequested();
        }

        Assert.That(await CountsAsync(stage, cancelled), Is.Not.Null);
    }

    [Test]
    [CancelAfter(120_000)]
    public async Task WorkerSet_GetsItsWorkDone(CancellationToken cancelled)
    {
        await using var stage = Install(ServiceSet.Workers(12, 1));
        await stage.StartAsync(cancelled);
        while (!await stage.ServesAsync(cancelled))
        {
            cancelled.ThrowIfCancellationRequested();
        }

        Assert.That(stage.Daemons.Values.Select(daemon => daemon.Pid()), Has.All.Not.Null);
    }

    private static async Task<LoadCounts> CountsAsync(ServiceStage stage, CancellationToken cancelled) =>
        AIOpsJson.Read<LoadCounts>(await stage.AskLoadAsync(HttpMethod.Get, "/counts", cancelled));

    private ServiceStage Install(ServiceSet set) => ServiceStage.Install(set, _folder, Path.Combine(_folder, "catalogue.yaml"), null, TimeProvider.System);
}
