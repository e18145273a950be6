using System.Diagnostics;
using AIOps.Contracts.Telemetry;
using AIOps.Remediation.Guarding;
using AIOps.Remediation.Planning;
using AIOps.Remediation.Resilience;
using AIOps.Remediation.Runbooks;
using AIOps.Remediation.Steps;
using AIOps.TestKit;

namespace AIOps.Remediation.Tests.Resilience;

/// <summary>Each strategy of a step's pipeline, seen acting on a real socket or a real process.</summary>
public sealed class StepPipelineTests
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(60);

    [Test]
    public async Task Retry_RepeatsATransientFailureUnderTheSameKey()
    {
        await using var server = await TrialServer.StartAsync((http, n) =>
        {
            http.Response.StatusCode = n < 3 ? 503 : 200;
            return Task.CompletedTask;
        });
        using var pipelines = new StepPipelines(TimeProvider.System);

        var outcome = await SendAsync(pipelines, server, retries: 3);

        Assert.That(outcome.Succeeded, Is.True, outcome.Error);
        Assert.That(server.Keys, Is.EqualTo(new[] { "RUN-1-call", "RUN-1-call", "RUN-1-call" }));
    }

    [TestCase(false, 503, TestName = "Retry_LeavesAStepAloneThatIsNotIdempotent")]
    [TestCase(true, 404, TestName = "Retry_LeavesAFailureAloneThatWillNotPass")]
    public async Task Retry_IsRefused(bool idempotent, int status)
    {
        await using var server = await TrialServer.StartAsync((http, _) =>
        {
            http.Response.StatusCode = status;
            return Task.CompletedTask;
        });
        using var pipelines = new StepPipelines(TimeProvider.System);

        var outcome = await SendAsync(pipelines, server, retries: 3, idempotent: idempotent);

        Assert.That((outcome.Succeeded, outcome.ExitCode, server.Keys.Count), Is.EqualTo((false, status, 1)));
    }

    [Test]
    public async Task Retry_HonoursRetryAfter()
    {
        var time = new ManualTime();
        await using var server = await TrialServer.StartAsync((http, n) =>
        {
            http.Response.StatusCode = n == 1 ? 429 : 200;
            http.Response.Headers.RetryAfter = "120";
            return Task.CompletedTask;
        });
        using var pipelines = new StepPipelines(time);
        var running = SendAsync(pipelines, server, retries: 1, timeout: TimeSpan.FromMinutes(10));
        await UntilAsync(() => server.Keys.Count == 1);

        // The runbook's own delay would have been over long ago.
        await MoveAsync(time, TimeSpan.FromSeconds(119), running);
        Assert.That(server.Keys, Has.Count.EqualTo(1));
        await MoveAsync(time, TimeSpan.FromMinutes(8), running);

        Assert.That((await running.WaitAsync(Bound)).Succeeded, Is.True);
        Assert.That(server.Keys, Has.Count.EqualTo(2));
    }

    [Test]
    public async Task AttemptTimeout_GivesUpASocketThatDoesNotAnswerAndTriesAgain()
    {
        await using var server = await TrialServer.StartAsync((http, n) => n == 1 ? Task.Delay(Timeout.Infinite, http.RequestAborted) : Task.CompletedTask);
        using var pipelines = new StepPipelines(TimeProvider.System);

        var outcome = await SendAsync(pipelines, server, retries: 1, attempt: TimeSpan.FromMilliseconds(200));

        Assert.That(outcome.Succeeded, Is.True, outcome.Error);
        Assert.That(server.Keys, Has.Count.EqualTo(2));
    }

    [Test]
    public async Task TotalTimeout_EndsAllAttempts()
    {
        await using var server = await TrialServer.StartAsync((http, _) => Task.Delay(Timeout.Infinite, http.RequestAborted));
        using var pipelines = new StepPipelines(TimeProvider.System);

        var outcome = await SendAsync(pipelines, server, retries: 5, timeout: TimeSpan.FromMilliseconds(300));

        Assert.That((outcome.Succeeded, outcome.TimedOut, outcome.Unknown), Is.EqualTo((false, true, true)), "it may have acted");
        Assert.That(server.Keys.Count, Is.LessThan(6));
    }

    [Test]
    public async Task AttemptTimeout_KillsTheProcessTreeOfAScript()
    {
        var folder = Directory.CreateTempSubdirectory("aiops-pipeline-").FullName;
        var scripts = new ScriptSet(new Dictionary<string, byte[]>(StringComparer.Ordinal) { ["long.sh"] = "#!/bin/sh\nsleep 300 &\necho $! >\"$1.new\"; mv \"$1.new\" \"$1\"\nwait\n"u8.ToArray() });
        var step = Step("exec", "{ script: long.sh, args: [\"" + folder + "/pid\"] }", retries: 0, idempotent: true, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(2), scripts);
        using var pipelines = new StepPipelines(TimeProvider.System);
        var executor = StepExecutors.All["exec"];

        var outcome = await pipelines.RunAsync(step.Rule, executor.EndpointOf(step), async token =>
        {
            using var guard = await GuardedCommand.StartAsync(GuardCommandLine.Own(), token);
            return await executor.RunAsync(Context(step, scripts, guard), token);
        }, CancellationToken.None).WaitAsync(Bound);

        Assert.That((outcome.Succeeded, outcome.TimedOut), Is.EqualTo((false, true)), outcome.Error);
        if (File.Exists(Path.Combine(folder, "pid")))
        {
            Assert.That(ProcessIdentity.Of(int.Parse(await File.ReadAllTextAsync(Path.Combine(folder, "pid")))) is { IsAlive: true }, Is.False);
        }

        Directory.Delete(folder, recursive: true);
    }

    [Test]
    public async Task CircuitBreaker_OpensForItsEndpointOnly()
    {
        await using var ill = await TrialServer.StartAsync((http, _) =>
        {
            http.Response.StatusCode = 500;
            return Task.CompletedTask;
        });
        await using var well = await TrialServer.StartAsync((_, _) => Task.CompletedTask);
        using var pipelines = new StepPipelines(TimeProvider.System);
        for (var n = 0; n < 4; n++)
        {
            Assert.That((await SendAsync(pipelines, ill)).ExitCode, Is.EqualTo(500));
        }

        var refused = await SendAsync(pipelines, ill);
        var other = await SendAsync(pipelines, well);

        Assert.Multiple(() =>
        {
            Assert.That(refused.Error, Does.Contain("circuit breaker").And.Contain(ill.Address.Authority));
            Assert.That(ill.Keys, Has.Count.EqualTo(4), "the fifth was not sent");
            Assert.That(other.Succeeded, Is.True, other.Error);
        });
    }

    [Test]
    public async Task CircuitBreaker_LetsOneTryAfterItsBreak()
    {
        var time = new ManualTime();
        var healed = false;
        await using var server = await TrialServer.StartAsync((http, _) =>
        {
            http.Response.StatusCode = healed ? 200 : 500;
            return Task.CompletedTask;
        });
        using var pipelines = new StepPipelines(time);
        for (var n = 0; n < 5; n++)
        {
            await SendAsync(pipelines, server);
        }

        healed = true;
        time.Advance(TimeSpan.FromSeconds(31));

        Assert.That((await SendAsync(pipelines, server)).Succeeded, Is.True);
        Assert.That(server.Keys, Has.Count.EqualTo(5));
    }

    [Test]
    public async Task ConcurrencyLimit_HoldsBackWhatIsTooMuchAtOnce()
    {
        using var go = new SemaphoreSlim(0);
        var (now, most) = (0, 0);
        var turn = new Lock();
        await using var server = await TrialServer.StartAsync(async (http, _) =>
        {
            lock (turn)
            {
                most = Math.Max(most, ++now);
            }

            await go.WaitAsync(http.RequestAborted);
            lock (turn)
            {
                now--;
            }
        });
        using var pipelines = new StepPipelines(TimeProvider.System);
        var all = Enumerable.Range(0, 10).Select(_ => SendAsync(pipelines, server)).ToList();
        await UntilAsync(() => server.Keys.Count == 4);
        go.Release(10);

        Assert.That((await Task.WhenAll(all).WaitAsync(Bound)).Select(outcome => outcome.Succeeded), Is.All.True);
        Assert.That((most, server.Keys.Count), Is.EqualTo((4, 10)));
    }

    [Test]
    public async Task RateLimit_RefusesWhatGoesBeyondAMinutesShare()
    {
        await using var server = await TrialServer.StartAsync((_, _) => Task.CompletedTask);
        using var pipelines = new StepPipelines(TimeProvider.System);
        var outcomes = new List<StepOutcome>();
        while (outcomes.Count < 200 && outcomes.TrueForAll(outcome => outcome.Succeeded))
        {
            outcomes.Add(await SendAsync(pipelines, server));
        }

        Assert.That(outcomes[^1].Error, Does.Contain("more than 60 steps a minute"));
        Assert.That(server.Keys, Has.Count.EqualTo(outcomes.Count - 1), "what was refused was not sent");
        Assert.That(server.Keys.Count, Is.GreaterThanOrEqualTo(60));
    }

    private static Task<StepOutcome> SendAsync(StepPipelines pipelines, TrialServer server, int retries = 0, bool idempotent = true, TimeSpan? timeout = null, TimeSpan? attempt = null)
    {
        var step = Step("http", $"{{ url: \"{server.Address}go\", method: POST }}", retries, idempotent, timeout ?? TimeSpan.FromSeconds(60), attempt, ScriptSet.None);
        var executor = StepExecutors.All["http"];
        return pipelines.RunAsync(step.Rule, executor.EndpointOf(step), token => executor.RunAsync(Context(step, ScriptSet.None, null), token), CancellationToken.None).WaitAsync(Bound);
    }

    private static ResolvedStep Step(string uses, string with, int retries, bool idempotent, TimeSpan timeout, TimeSpan? attempt, ScriptSet scripts)
    {
        var mistakes = new List<RunbookMistake>();
        var runbook = RunbookLoader.Parse("/x/trial/v1.yaml", $$"""
            apiVersion: runbooks/v1
            id: trial
            version: 1.0.0
            title: A trial
            owner: team-a
            trigger: { match: "kind == 'down'", min_confidence: 0.5, severities: [critical] }
            targets: { max_targets: 1, max_percent: 100 }
            autonomy: { max: auto }
            risk: { class: low, reversible: true }
            limits: { cooldown_per_target: 10m, runs_per_hour: 5, runs_per_day: 20, total_timeout: 30m }
            steps:
              - { id: call, uses: {{uses}}, with: {{with}}, idempotent: true, timeout: 60s }
            verify: { settle: 1s, window: 1s, must: [ { probe: answers } ] }
            """, scripts, mistakes);
        Assert.That(mistakes, Is.Empty);
        var picture = IncidentPicture.Of(Some.Incident(), new TestCatalogue(Some.Service(members: ("orders-1", []))), [])!;
        var (prepared, refusal) = Planner.Plan(new PlanRequest { RunId = "RUN-1", Runbook = runbook!, Picture = picture, Probes = new Dictionary<string, bool?>(StringComparer.Ordinal) });
        Assert.That(refusal, Is.Null);
        var step = prepared!.Steps[0];
        return step with { Rule = step.Rule with { Idempotent = idempotent, Retries = retries, RetryDelay = TimeSpan.FromMilliseconds(10), Timeout = timeout, AttemptTimeout = attempt ?? timeout } };
    }

    private static StepContext Context(ResolvedStep step, ScriptSet scripts, GuardedCommand? guard) => new()
    {
        Step = step,
        RunId = "RUN-1",
        IncidentId = "INC-1",
        Scripts = scripts,
        Secrets = SecretValues.None,
        Environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["PATH"] = "/usr/bin:/bin" },
        Signals = new TestSignals(),
        Time = TimeProvider.System,
        LeaseDeadline = () => Stopwatch.GetTimestamp() + (300 * Stopwatch.Frequency),
        Guard = guard,
    };

    // In small steps, so that what waits can begin to wait.
    private static async Task MoveAsync(ManualTime time, TimeSpan by, Task running)
    {
        for (var moved = TimeSpan.Zero; moved < by && !running.IsCompleted; moved += TimeSpan.FromSeconds(1))
        {
            time.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(2);
        }
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        for (var left = 1000; left > 0 && !condition(); left--)
        {
            await Task.Delay(20);
        }

        Assert.That(condition(), Is.True);
    }
}
