namespace AIOps.Server.Demo.Cast;

/// <summary>A set of services that the demo runs, breaks and wants healed.</summary>
internal sealed record ServiceSet
{
    /// <summary>What chooses <see cref="Shop"/>.</summary>
    public const string ShopName = "shop";

    /// <summary>What chooses <see cref="Workers"/>.</summary>
    public const string WorkersName = "workers";

    /// <summary>Its name: the <c>service.namespace</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The services that are watched and healed.</summary>
    public required IReadOnlyList<ServicePlan> Services { get; init; }

    /// <summary>The load generator, which nobody watches; or null when the set makes its own load.</summary>
    public MemberPlan? Load { get; init; }

    /// <summary>Somebody else's service that ours need: nobody watches it, nobody may repair it; or null.</summary>
    public MemberPlan? Outside { get; init; }

    /// <summary>What a customer does; it must answer below 500.</summary>
    public required (HttpMethod Method, Uri Address) Customer { get; init; }

    /// <summary>Every watched process.</summary>
    public IEnumerable<MemberPlan> Members => Services.SelectMany(service => service.Members);

    /// <summary>The service of a member.</summary>
    public ServicePlan ServiceOf(string member) => Services.First(service => service.Members.Any(candidate => candidate.Name == member));

    /// <summary>gateway → orders (two members) → inventory and payments → the bank of somebody else; reports, for which nobody waits; and customers in front.</summary>
    public static ServiceSet Shop(double rate, int seed)
    {
        var ports = FreePorts.Take(8);
        var bank = new MemberPlan("bank", "bank", ports[6], []);
        var inventory = new MemberPlan("inventory", "inventory-1", ports[0], []);
        var payments = new MemberPlan("payments", "payments-1", ports[1], Call("bank", bank));
        string[] below = [.. Call("inventory", inventory), .. Call("payments", payments)];
        var first = new MemberPlan("orders", "orders-1", ports[2], below);
        var second = new MemberPlan("orders", "orders-2", ports[3], below);
        var gateway = new MemberPlan("gateway", "gateway-1", ports[4], [.. Call("orders", first), .. Call("orders", second)]);
        var reports = new MemberPlan("reports", "reports-1", ports[7], []);
        return new ServiceSet
        {
            Name = "shop",
            Services =
            [
                new ServicePlan("service:shop/inventory", 2, [], [inventory]),
                new ServicePlan("service:shop/payments", 1, [], [payments]),
                new ServicePlan("service:shop/orders", 1, ["service:shop/inventory", "service:shop/payments"], [first, second]),
                new ServicePlan("service:shop/gateway", 1, ["service:shop/orders"], [gateway]),
                new ServicePlan("service:shop/reports", 3, [], [reports]) { IsWaitedFor = false },
            ],
            Outside = bank,
            Load = new MemberPlan("load", "load", ports[5], ["--rate", $"{rate}", "--seed", $"{seed}", .. Call("gateway", gateway), .. Call("inventory", inventory)]),
            Customer = (HttpMethod.Post, new Uri(gateway.Address, "/checkout")),
        };
    }

    /// <summary>A producer, a queue and two workers: no gateway, no customer who waits, faults show as work left undone.</summary>
    public static ServiceSet Workers(double rate, int seed)
    {
        var ports = FreePorts.Take(4);
        var queue = new MemberPlan("queue", "queue-1", ports[0], []);
        var producer = new MemberPlan("producer", "producer-1", ports[1], ["--rate", $"{rate}", "--seed", $"{seed}", .. Call("queue", queue)]);
        var first = new MemberPlan("worker", "worker-1", ports[2], Call("queue", queue));
        var second = new MemberPlan("worker", "worker-2", ports[3], Call("queue", queue));
        return new ServiceSet
        {
            Name = "works",
            Services =
            [
                new ServicePlan("service:works/queue", 1, [], [queue]),
                new ServicePlan("service:works/producer", 2, ["service:works/queue"], [producer]),
                new ServicePlan("service:works/worker", 2, ["service:works/queue"], [first, second]),
            ],
            Customer = (HttpMethod.Get, new Uri(queue.Address, "/served")),
        };
    }

    private static string[] Call(string service, MemberPlan member) => ["--call", $"{service}={member.Address}"];
}
