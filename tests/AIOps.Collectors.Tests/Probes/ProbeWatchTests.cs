using System.Net;
using System.Net.Sockets;
using AIOps.Collectors.Probes;
using AIOps.Contracts.Catalogue;
using AIOps.Contracts.Events;
using AIOps.Contracts.Telemetry;
using AIOps.TestKit;

namespace AIOps.Collectors.Tests.Probes;

public sealed class ProbeWatchTests
{
    private readonly EntityId _member = new("service:shop/orders", "orders-1");

    [Test]
    public async Task ServiceDies_AlertFiresAfterThreeAndClearsAfterTwo()
    {
        var sink = new RecordingSink();
        var (watch, registry, time, listener, disposables) = Make(sink);
        using var all = disposables;
        await Run(watch, time, 2);
        var healthy = registry.Answers(_member);
        var address = (IPEndPoint)listener.LocalEndpoint;
        listener.Stop();
        await Run(watch, time, 2);
        var before = sink.Signals.Count;
        await Run(watch, time, 1);
        var fired = (ExternalAlert)sink.Signals.Last();
        var dead = registry.Answers(_member);
        using var again = new TcpListener(address);
        again.Start();
        await Run(watch, time, 2);
        var cleared = (ExternalAlert)sink.Signals.Last();
        Assert.Multiple(() =>
        {
            Assert.That((healthy, dead, registry.Answers(_member)), Is.EqualTo(((bool?)true, (bool?)false, (bool?)true)));
            Assert.That(before, Is.EqualTo(1), "only that it is well at the start");
            Assert.That((fired.Firing, fired.FaultKind, fired.StateFault, fired.Authenticated, fired.Source, fired.Entity), Is.EqualTo((true, "down", true, true, "probe", _member)));
            Assert.That((cleared.Firing, cleared.Fingerprint), Is.EqualTo((false, fired.Fingerprint)));
            Assert.That(fired.StartsAt, Is.EqualTo(new ManualTime().GetUtcNow() + TimeSpan.FromSeconds(2)));
        });
    }

    [Test]
    public async Task AlertThatCouldNotBeTold_IsToldWithTheNextResult()
    {
        var sink = new RecordingSink { Answer = new AcceptResult(RetryAfter: TimeSpan.FromSeconds(1)) };
        var (watch, _, time, listener, disposables) = Make(sink);
        using var all = disposables;
        listener.Stop();
        await Run(watch, time, 3);
        sink.Answer = AcceptResult.Ok;
        await Run(watch, time, 1);
        Assert.That(((ExternalAlert)sink.Signals.Single()).Firing, Is.True);
    }

    [Test]
    public async Task OldResult_SaysNothing()
    {
        var (watch, registry, time, _, disposables) = Make(new RecordingSink());
        using var all = disposables;
        await Run(watch, time, 1);
        var fresh = registry.Answers(_member);
        time.Advance(TimeSpan.FromSeconds(30));
        Assert.That((fresh, registry.Answers(_member), registry.Answers(new EntityId("service:unknown"))), Is.EqualTo(((bool?)true, (bool?)null, (bool?)null)));
    }

    private static async Task Run(ProbeWatch watch, ManualTime time, int times)
    {
        for (var i = 0; i < times; i++)
        {
            await watch.RunOnceAsync(CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(10));
            time.Advance(TimeSpan.FromSeconds(1));
        }
    }

    private static (ProbeWatch Watch, ProbeRegistry Registry, ManualTime Time, TcpListener Listener, IDisposable All) Make(RecordingSink sink)
    {
        var time = new ManualTime();
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var registry = new ProbeRegistry(time);
        var prober = new Prober(time);
        var instruments = new CollectorInstruments();
        var probe = new ProbeEntry { Name = "port", Kind = "tcp", Member = "orders-1", Address = $"127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}" };
        var watch = new ProbeWatch(new ServiceEntry { Workload = "service:shop/orders", Probes = [probe] }, probe, prober, registry, new ProbeSamples(), sink, instruments, time);
        return (watch, registry, time, listener, new Disposables(prober, instruments, listener));
    }

    private sealed class Disposables(params IDisposable[] all) : IDisposable
    {
        public void Dispose() => Array.ForEach(all, one => one.Dispose());
    }
}
