using AIOps.Contracts.Serialization;
using AIOps.Contracts.Storage;
using AIOps.Remediation.Engine;
using AIOps.Remediation.Tests.Engine;

namespace AIOps.Remediation.Tests.Crash;

/// <summary>The program of the tests as a node: it decides while it leads, and dispatches, until its standard input closes or it is killed.</summary>
internal static class CrashNode
{
    public static async Task RunAsync(string orderFile)
    {
        var order = AIOpsJson.Read<CrashOrder>(await File.ReadAllTextAsync(orderFile));
        using var stop = new CancellationTokenSource();
        new Thread(() =>
        {
            while (Console.In.Read() >= 0)
            {
            }

            stop.Cancel();
        })
        { IsBackground = true }.Start();
        var engine = await StartAsync(order);
        engine.Options.LeaseTerm = order.LeaseTerm;
        engine.Signals.Probes[$"{Some.Workload}@orders-1"] = () => File.Exists(Path.Combine(order.Folder, "fixed"));
        engine.Dispatch();
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await LeadAsync(engine, stop.Token);
            }
            catch (OperationCanceledException)
            {
                // The test is over.
            }
            catch (StoreUnavailableException)
            {
                // Tried again, as the service does.
            }
        }

        Environment.Exit(0);
    }

    private static async Task<EngineUnderTest> StartAsync(CrashOrder order)
    {
        while (true)
        {
            try
            {
                return await EngineUnderTest.StartAsync(order.Catalogue, order.Runbooks, order.Folder, postgres: order.Postgres, between: store => new KillingStore(store, order));
            }
            catch (StoreUnavailableException)
            {
                await Task.Delay(100);
            }
        }
    }

    private static async Task LeadAsync(EngineUnderTest engine, CancellationToken cancellationToken)
    {
        var owner = NodeOwner.New().ToString();
        var token = 0L;
        while (true)
        {
            if (await engine.Store.TryAcquireLeaseAsync("consumer/remediation", owner, TimeSpan.FromSeconds(6), cancellationToken) is { } lease)
            {
                if (lease.Token != token)
                {
                    token = lease.Token;
                    await engine.Engine.LeadAsync(cancellationToken);
                }

                var fence = new Fence(lease.Name, lease.Token);
                var after = await engine.Store.ReadCursorAsync(RemediationEngine.Consumer, cancellationToken);
                var events = await engine.Store.ReadEventsAsync(after, 1000, cancellationToken);
                if (events.Count > 0)
                {
                    await engine.Engine.HandleAsync(events, new CursorAdvance(RemediationEngine.Consumer, after, events[^1].Id), fence, cancellationToken);
                }

                await engine.Engine.TickAsync(fence, cancellationToken);
            }

            await Task.Delay(100, cancellationToken);
        }
    }
}
