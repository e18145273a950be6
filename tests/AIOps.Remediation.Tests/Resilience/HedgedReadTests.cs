using AIOps.Remediation.Runbooks;
using AIOps.Remediation.Steps;
using Microsoft.AspNetCore.Http;

namespace AIOps.Remediation.Tests.Resilience;

/// <summary>A read that is slow is asked twice, on a real socket; a write never is.</summary>
public sealed class HedgedReadTests
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(60);

    [Test]
    public async Task ReadThatIsSlow_IsAnsweredByTheSecondRequest()
    {
        var left = new TaskCompletionSource();
        await using var server = await TrialServer.StartAsync(async (http, n) =>
        {
            if (n == 1)
            {
                using var gone = http.RequestAborted.Register(left.SetResult);
                await Task.Delay(Timeout.Infinite, http.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
                return;
            }

            await http.Response.WriteAsync("second");
        });

        var outcome = await SendAsync(server, "GET");

        Assert.That((outcome.Succeeded, outcome.Output, server.Keys.Count), Is.EqualTo((true, "second", 2)), outcome.Error);
        await left.Task.WaitAsync(Bound);
    }

    [Test]
    public async Task WriteThatIsSlow_IsSentOnce()
    {
        await using var server = await TrialServer.StartAsync((http, _) => Task.Delay(Timeout.Infinite, http.RequestAborted));

        var outcome = await SendAsync(server, "POST");

        Assert.That((outcome.Succeeded, outcome.Unknown, server.Keys.Count), Is.EqualTo((false, true, 1)));
    }

    [Test]
    public async Task ReadThatFails_IsLeftToTheRetry()
    {
        await using var server = await TrialServer.StartAsync((http, _) =>
        {
            http.Response.StatusCode = 503;
            return Task.CompletedTask;
        });

        var outcome = await SendAsync(server, "GET");

        Assert.That((outcome.Succeeded, outcome.ExitCode, server.Keys.Count), Is.EqualTo((false, 503, 1)));
    }

    [Test]
    public async Task SecondThatFails_LeavesTheFirstItsTime()
    {
        var second = new TaskCompletionSource();
        await using var server = await TrialServer.StartAsync(async (http, n) =>
        {
            if (n == 1)
            {
                await second.Task.WaitAsync(Bound);
                await http.Response.WriteAsync("first");
                return;
            }

            http.Response.StatusCode = 503;
            http.Response.OnCompleted(() =>
            {
                second.SetResult();
                return Task.CompletedTask;
            });
        });

        var outcome = await SendAsync(server, "GET", TimeSpan.FromSeconds(40));

        Assert.That((outcome.Succeeded, outcome.Output, server.Keys.Count), Is.EqualTo((true, "first", 2)), outcome.Error);
    }

    private static async Task<StepOutcome> SendAsync(TrialServer server, string method, TimeSpan? limit = null)
    {
        var time = limit ?? TimeSpan.FromSeconds(4);
        var step = TrialStep.Of("http", $"{{ url: \"{server.Address}go\", method: {method} }}", retries: 0, idempotent: true, time, time, ScriptSet.None);
        using var stop = new CancellationTokenSource(time);
        return await StepExecutors.All["http"].RunAsync(TrialStep.Context(step, ScriptSet.None, null), stop.Token).WaitAsync(Bound);
    }
}
