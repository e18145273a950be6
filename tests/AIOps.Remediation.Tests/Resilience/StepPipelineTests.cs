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
        var step = TrialStep.Of("exec", "{ script: long.sh, args: [\"" + folder + "/pid\"] }", retries: 0, idempotent: true, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(2), scripts);
        using var pipelines = new StepPipelines(TimeProvider.System);
        var executor = StepExecutors.All["exec"];

        var outcome = await pipelines.RunAsync(step.Rule, executor.EndpointOf(step), async token =>
        {
            using var guard = await GuardedCommand.StartAsync(GuardCommandLine.Own(), token);
            return await executor.RunAsync(TrialStep.Context(step, scripts, guard), token);
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
        var step = TrialStep.Of("http", $"{{ url: \"{server.Address}go\", method: POST }}", retries, idempotent, timeout ?? TimeSpan.FromSeconds(60), attempt, ScriptSet.None);
        var executor = StepExecutors.All["http"];
        return pipelines.RunAsync(step.Rule, executor.EndpointOf(step), token => executor.RunAsync(TrialStep.Context(step, ScriptSet.None, null), token), CancellationToken.None).WaitAsync(Bound);
    }

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
