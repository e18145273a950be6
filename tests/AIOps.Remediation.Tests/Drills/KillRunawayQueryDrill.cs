using AIOps.Remediation.Safeguards;
using AIOps.TestKit;

namespace AIOps.Remediation.Tests.Drills;

/// <summary>A real PostgreSQL in which one query holds a lock that others need.</summary>
internal sealed class KillRunawayQueryDrill : Drill
{
    private PostgresServer? _server;

    public override string Runbook => "kill-runaway-query";

    public override string Signal => "pg.longest_query.seconds";

    private string Psql => $"psql -X -q -t -A -h 127.0.0.1 -p {_server!.Port} -U postgres -d t1";

    public override async Task StartAsync()
    {
        _server = await PostgresServer.StartAsync();
        await _server.CreateDatabaseAsync();
        await MustAsync($"{Psql} -c 'CREATE TABLE orders (id int)'");
        (Attributes["pg_host"], Attributes["pg_port"], Attributes["pg_database"], Attributes["pg_user"], Attributes["pg_runaway_seconds"]) = ("127.0.0.1", $"{_server.Port}", "t1", "postgres", "5");
    }

    public override async Task BreakAsync()
    {
        await RunawayAsync(1, again: false);
        await UntilSickAsync();
        await UntilAsync(async () => int.TryParse((await ShellAsync($"{Psql} -c \"SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND now() - query_start > interval '5.2 s' AND query LIKE '%pg_sleep%'\"")).Output.Trim(), out var count) && count > 0, "the query runs for long");
    }

    public override async Task BreakForGoodAsync()
    {
        await RunawayAsync(1, again: true);
        await RunawayAsync(2, again: true);
        await UntilSickAsync();
    }

    public override Task<(SelfIdentity Self, string Refusal)> PlantAsync() => Task.FromResult((new SelfIdentity { Endpoints = [$"127.0.0.1:{_server!.Port}"] }, "own-system"));

    public override async Task<bool> HealthyAsync() => (await ShellAsync($"{Psql} -c \"SET lock_timeout = '500ms'\" -c 'SELECT count(*) FROM orders'")).Code == 0;

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }

    private Task<(int Code, string Output)> RunawayAsync(int n, bool again) => ShellAsync(
        $"setsid sh -c 'echo $$ >{InFolder($"client{n}.pid")}; {(again ? "while :; do " : "")}{Psql} -c \"BEGIN; LOCK TABLE orders; SELECT pg_sleep(600)\"{(again ? "; done" : "")}' >/dev/null 2>&1 </dev/null &");
}
