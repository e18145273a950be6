using AIOps.Remediation.Safeguards;

namespace AIOps.Remediation.Tests.Drills;

/// <summary>A real PostgreSQL primary dies; its streaming replica is promoted and clients are switched over.</summary>
internal sealed class FailoverReplicaDrill : Drill
{
    private const string AsPostgres = "setpriv --reuid=postgres --regid=postgres --init-groups";
    private readonly int _primary = FreePort();
    private readonly int _replica = FreePort();

    public override string Runbook => "failover-replica";

    public override string Fault => "down";

    public override bool OfService => true;

    // Where clients connect to.
    private string Address => InFolder("address");

    private static string Bin => Directory.GetDirectories("/usr/lib/postgresql").Select(version => Path.Combine(version, "bin")).Last();

    public override async Task StartAsync()
    {
        await MustAsync($"mkdir {Folder}/p {Folder}/r; chmod 755 {Folder}; chown postgres {Folder}/p {Folder}/r; chmod 700 {Folder}/p {Folder}/r");
        await MustAsync($"{AsPostgres} {Bin}/initdb --no-sync -A trust -U postgres -D {Folder}/p/data >/dev/null");
        await StartServerAsync("p", _primary);
        await MustAsync($"{AsPostgres} {Bin}/pg_basebackup -h 127.0.0.1 -p {_primary} -U postgres -D {Folder}/r/data -R -X stream -c fast --no-sync");
        await StartServerAsync("r", _replica);
        await MustAsync($"psql -X -q -h 127.0.0.1 -p {_primary} -U postgres -c 'CREATE TABLE orders (id int); INSERT INTO orders VALUES (7)'");
        await UntilAsync(async () => (await SqlAsync(_replica, "SELECT id FROM orders")).Output.Trim() == "7", "the replica has what was written");
        await File.WriteAllTextAsync(Address, $"{_primary}");
        (Attributes["replica_host"], Attributes["replica_port"], Attributes["replica_user"], Attributes["switch_command"]) = ("127.0.0.1", $"{_replica}", "postgres", $"echo {_replica} >{Address}");
        await UntilHealthyAsync();
    }

    public override async Task BreakAsync()
    {
        await MustAsync($"{AsPostgres} {Bin}/pg_ctl stop -m immediate -D {Folder}/p/data >/dev/null");
        await UntilSickAsync();
    }

    // Clients are not switched over.
    public override async Task BreakForGoodAsync()
    {
        Attributes["switch_command"] = "true";
        await BreakAsync();
    }

    public override Task<(SelfIdentity Self, string Refusal)> PlantAsync() => Task.FromResult((new SelfIdentity { Endpoints = [$"127.0.0.1:{_replica}"] }, "own-system"));

    public override async Task<bool> HealthyAsync() => int.TryParse(await File.ReadAllTextAsync(Address), out var port) && (await SqlAsync(port, "INSERT INTO orders VALUES (8)")).Code == 0;

    public override async Task<string?> SideEffectAsync() => (await SqlAsync(_replica, "SELECT count(*) FROM orders WHERE id = 7")).Output.Trim() == "1" ? null : "what was written before the failover is gone";

    public override async ValueTask DisposeAsync()
    {
        await ShellAsync($"for d in p r; do {AsPostgres} {Bin}/pg_ctl stop -m immediate -D {Folder}/$d/data >/dev/null 2>&1; done; true");
        await base.DisposeAsync();
    }

    private Task StartServerAsync(string name, int port) => MustAsync($"{AsPostgres} {Bin}/pg_ctl start -w -t 60 -D {Folder}/{name}/data -l {Folder}/{name}/log -o '-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c shared_buffers=16MB -c hot_standby=on -c fsync=off' >/dev/null");

    private static Task<(int Code, string Output)> SqlAsync(int port, string statement) => ShellAsync($"PGCONNECT_TIMEOUT=3 psql -X -q -t -A -h 127.0.0.1 -p {port} -U postgres -c '{statement}'");
}
