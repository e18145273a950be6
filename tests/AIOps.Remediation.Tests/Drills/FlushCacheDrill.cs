using AIOps.Remediation.Safeguards;

namespace AIOps.Remediation.Tests.Drills;

/// <summary>A real Redis that holds entries which nobody can read.</summary>
internal sealed class FlushCacheDrill : Drill
{
    private readonly int _port = FreePort();

    public override string Runbook => "flush-cache";

    public override string Signal => "cache.deserialization.errors";

    public override async Task StartAsync()
    {
        (Attributes["redis_host"], Attributes["redis_port"], Attributes["redis_prefix"]) = ("127.0.0.1", $"{_port}", "price:");
        await LaunchAsync($"redis-server --port {_port} --bind 127.0.0.1 --save '' --dir {Folder}", PidFile);
        await UntilAsync(async () => (await RedisAsync("PING")).Contains("PONG", StringComparison.Ordinal), "Redis answers");
        await RedisAsync("SET session:1 kept");
    }

    public override async Task BreakAsync()
    {
        await MustAsync($"for n in $(seq 1 1500); do echo SET 'price:'$n poison; done | redis-cli -p {_port} >/dev/null");
        await UntilSickAsync();
    }

    public override async Task BreakForGoodAsync()
    {
        await BreakAsync();

        // Whoever writes the poison goes on.
        var pid = InFolder("writer.pid");
        await ShellAsync($"setsid sh -c 'echo $$ >{pid}; while :; do for n in 1 2 3 4 5 6 7 8 9; do echo SET price:1 poison; sleep 0.05; done | redis-cli -p {_port}; done' >/dev/null 2>&1 </dev/null &");
    }

    // The address is that of a store of ours.
    public override Task<(SelfIdentity Self, string Refusal)> PlantAsync() => Task.FromResult((new SelfIdentity { Endpoints = [$"127.0.0.1:{_port}"] }, "own-system"));

    public override async Task<bool> HealthyAsync() => !(await RedisAsync("GET price:1")).Contains("poison", StringComparison.Ordinal);

    public override async Task<string?> SideEffectAsync() => ((await RedisAsync("GET session:1")).Trim(), (await RedisAsync("DBSIZE")).Trim()) switch
    {
        ("kept", "1") => null,
        var (kept, size) => $"the other key reads '{kept}' and {size} keys are left",
    };

    private async Task<string> RedisAsync(string command) => (await ShellAsync($"redis-cli -p {_port} {command}")).Output;
}
