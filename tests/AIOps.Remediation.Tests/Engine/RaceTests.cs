using System.Collections.Concurrent;
using AIOps.Contracts.Runs;
using AIOps.Remediation.Tests.Resilience;
using AIOps.TestKit;
using Microsoft.AspNetCore.Http;

namespace AIOps.Remediation.Tests.Engine;

/// <summary>Two nodes on one store, each with a connection of its own, want the same runs: each is dispatched at most once, by whom it does not matter.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class RaceTests
{
    private const int PerRunbook = 40;

    // A destination takes sixty steps a minute; every address of the loopback net is one.
    private const int PerDestination = 10;

    [TestCase(false)]
    [TestCase(true)]
    public async Task TwoNodes_DispatchEachRunOnce(bool postgres)
    {
        var count = Environment.GetEnvironmentVariable("AIOPS_TEST_FULL") == "1" ? 1000 : 30;
        var acted = new ConcurrentQueue<string>();
        await using var server = await TrialServer.StartAsync((http, _) =>
        {
            acted.Enqueue(http.Request.Path.ToString());
            return Task.CompletedTask;
        }, "http://0.0.0.0:0");
        var services = Enumerable.Range(0, count).Select(n => Some.Service($"service:s{n}", members: ($"m{n}", [("book", $"{n / PerRunbook}"), ("url", $"http://127.0.1.{1 + (n / PerDestination)}:{server.Address.Port}/{n}")]))).ToArray();
        var database = postgres ? await TestDatabase.CreateAsync() : "";
        await using var engine = await EngineUnderTest.StartAsync(new TestCatalogue(services), postgres: database);
        await using var other = await EngineUnderTest.StartAsync(new TestCatalogue(services), engine.Runbooks, Directory.CreateTempSubdirectory("aiops-remedy-").FullName, postgres: database, data: engine.Folder);
        foreach (var node in new[] { engine, other })
        {
            node.Options.MaxActiveRuns = node.Options.MaxRunsPerHour = 100_000;
            node.Options.LeaseTerm = TimeSpan.FromSeconds(60);
        }

        for (var book = 0; book <= (count - 1) / PerRunbook; book++)
        {
            engine.Runbook($"trial-{book}", $$"""
                apiVersion: runbooks/v1
                id: trial-{{book}}
                version: 1.0.0
                title: A trial
                owner: team-a
                trigger: { match: "kind == 'down'", min_confidence: 0.5, severities: [critical] }
                targets: { selector: "attributes.book == '{{book}}'", max_targets: 1, max_percent: 100 }
                autonomy: { max: auto }
                risk: { class: low, reversible: true }
                limits: { cooldown_per_target: 10m, runs_per_hour: 60, runs_per_day: 500, total_timeout: 30m }
                steps:
                  - { id: one, uses: http, with: { url: "${target.attributes.url}", method: POST }, timeout: 5m }
                verify: { settle: 0s, window: 1s, must: [ { changes: nothing } ] }
                """);
            await engine.GrantAsync($"trial-{book}", TrustLevel.Auto);
        }

        // Both are told of every run at the same moment.
        other.Services.Shelf.Refresh();
        var (one, two) = (engine.Dispatch(), other.Dispatch());
        engine.Engine.OnQueued = () =>
        {
            one.Wake();
            two.Wake();
        };
        var ids = new List<string>();
        for (var n = 0; n < count; n++)
        {
            var run = (await engine.TellAsync(Some.Incident($"INC-{n}", $"service:s{n}", member: $"m{n}"))).Single();
            Assert.That(run.State, Is.Not.EqualTo(RunState.Skipped), run.Reason);
            ids.Add(run.Id);
        }

        foreach (var id in ids)
        {
            await engine.WaitAsync(id, seconds: 570);
        }

        var owners = (await Task.WhenAll(ids.Select(id => engine.WaitAsync(id)))).Select(run => run.Owner).Distinct().Count();
        TestContext.Out.WriteLine($"{count} runs, {acted.Distinct().Count()} dispatched, by {owners} nodes");
        Assert.That(owners, count < 1000 ? Is.InRange(1, 2) : Is.EqualTo(2), "without two that want them there is no race");
        Assert.That(acted.GroupBy(path => path).Where(group => group.Count() > 1).Select(group => group.Key), Is.Empty);
        Assert.That(acted.Distinct().Count(), Is.EqualTo(count));
    }
}
