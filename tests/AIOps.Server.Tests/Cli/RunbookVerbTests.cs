using System.Net.Http.Json;
using System.Text.Json;
using AIOps.Server.Tests.Serve;
using AIOps.TestKit;

namespace AIOps.Server.Tests.Cli;

/// <summary>The verbs of runbooks against a running service with a real fault: dry run, run on a person's word, publication, history.</summary>
[NonParallelizable]
public sealed class RunbookVerbTests
{
    [Test]
    public async Task Runbook_IsPlannedRunPublishedAndRemembered()
    {
        var runbooks = CopyRunbooks();
        await using var watched = await WatchedProcess.StartAsync();
        await using var service = await ServiceProcess.StartAsync(null, null, "--catalogue", watched.Catalogue, "--set", $"Remediation:RunbookFolder={runbooks}", "--set", "Collectors:Host:Enabled=false", "--set", "Correlation:StabilityWindow=00:00:05");
        var (before, version) = (watched.Pid, Version(runbooks));
        await watched.SignalAsync("-KILL");
        var incident = "";
        await ServiceProcess.UntilAsync("a runbook is suggested", TimeSpan.FromSeconds(90), async () =>
        {
            var run = (await service.ItemsAsync("/api/v1/runs")).FirstOrDefault();
            incident = run.ValueKind == JsonValueKind.Object ? run.GetProperty("incidentId").GetString()! : "";
            return incident.Length > 0;
        });

        var planned = await AskAsync(service, "plan", "restart-service", "--incident", incident);
        var json = await AskAsync(service, "plan", "restart-service", "--incident", incident, "--json");
        var seen = JsonSerializer.Deserialize<JsonElement>(json.Output).GetProperty("plan").GetProperty("stateFingerprint").GetString()!;
        var unknown = await AskAsync(service, "plan", "no-such", "--incident", incident);
        var blind = await AskAsync(service, "run", "restart-service", "--incident", incident);
        var stale = await AskAsync(service, "run", "restart-service", "--incident", incident, "--seen", "another");
        var stranger = await service.Client.PostAsJsonAsync("/api/v1/runbooks/restart-service/run", new { incident, seen = "x" });
        Assert.Multiple(() =>
        {
            Assert.That(planned.Output, Does.Contain("payments-1").And.Contain("common/restart.sh").And.Contain("nothing stands in its way").And.Contain("100 % of the service").And.Contain($"aiops runbook run restart-service --incident {incident} --seen {seen}"), planned.Errors);
            Assert.That(JsonSerializer.Deserialize<JsonElement>(json.Output).GetProperty("plan").GetProperty("targets")[0].GetString(), Is.EqualTo("service:shop/payments@payments-1"));
            Assert.That((unknown.Code, unknown.Errors.Contains("no runbook no-such", StringComparison.Ordinal)), Is.EqualTo((1, true)), unknown.Errors);
            Assert.That((blind.Code, blind.Errors.Contains($"--seen {seen}", StringComparison.Ordinal)), Is.EqualTo((1, true)), blind.Errors);
            Assert.That((stale.Code, stale.Errors.Contains("not the one that was seen", StringComparison.Ordinal)), Is.EqualTo((1, true)), stale.Errors);
            Assert.That((int)stranger.StatusCode, Is.EqualTo(401));
        });

        var running = AskAsync(service, "run", "restart-service", "--incident", incident, "--seen", seen, "--note", "by hand", "--wait");
        await ServiceProcess.UntilAsync("it runs", TimeSpan.FromSeconds(90), async () => running.IsCompleted || (await service.ItemsAsync("/api/v1/runs?state=queued,running,verifying,succeeded")).Count > 0);

        // The files change while it is under way: it keeps the version that it was planned with.
        Raise(runbooks, version);
        var published = await AskAsync(service, "publish");
        var ended = await running;
        Assert.That((ended.Code, ended.Output.Contains("Fixed", StringComparison.OrdinalIgnoreCase)), Is.EqualTo((0, true)), ended.Output + ended.Errors);
        var history = await AskAsync(service, "history", "restart-service");
        var difference = await AskAsync(service, "diff", $"restart-service@{version}", "restart-service@9.0.0");
        var granted = await CommandLine.RunAsync("trust", "grant", "restart-service", "auto", "--by", "ann", "--reason", "drilled", "--data", service.Data);
        var nobody = await CommandLine.RunAsync("trust", "grant", "no-such", "auto", "--by", "ann", "--reason", "drilled", "--data", service.Data);
        Assert.Multiple(async () =>
        {
            Assert.That(watched.Pid, Is.Not.EqualTo(before));
            Assert.That(await watched.AnswersAsync(), Is.True);
            Assert.That(published.Output + history.Output, Does.Contain("restart-service@9.0.0").Or.Contain("9.0.0"), published.Errors);
            Assert.That(history.Output, Does.Contain(version).And.Contain("1 Succeeded").And.Contain("9.0.0"), history.Errors);
            Assert.That(difference.Output, Does.Contain($"version: {version}").And.Contain("version: 9.0.0"), difference.Errors);
            Assert.That(granted.Output, Does.Contain("restart-service@9.0.0"), granted.Errors);
            Assert.That((nobody.Code, nobody.Errors.Contains("no runbook no-such", StringComparison.Ordinal)), Is.EqualTo((1, true)), nobody.Errors);
        });

        Raise(runbooks, "9.0.0", to: "nine");
        var mistaken = await AskAsync(service, "publish");
        Assert.That((mistaken.Code, mistaken.Errors.Contains("semantic version", StringComparison.Ordinal)), Is.EqualTo((1, true)), mistaken.Output + mistaken.Errors);
        Directory.Delete(runbooks, recursive: true);
    }

    private static Task<(int Code, string Output, string Errors)> AskAsync(ServiceProcess service, params string[] arguments) =>
        CommandLine.RunAsync(["runbook", .. arguments, "--url", service.Client.BaseAddress!.ToString(), "--data", service.Data]);

    private static string Version(string runbooks) => File.ReadLines(RunbookFile(runbooks)).First(line => line.StartsWith("version: ", StringComparison.Ordinal))["version: ".Length..].Trim();

    private static void Raise(string runbooks, string from, string to = "9.0.0") =>
        File.WriteAllText(RunbookFile(runbooks), File.ReadAllText(RunbookFile(runbooks)).Replace($"version: {from}", $"version: {to}", StringComparison.Ordinal));

    private static string RunbookFile(string runbooks) => Path.Combine(runbooks, "restart-service", "v1.yaml");

    private static string CopyRunbooks()
    {
        var folder = Directory.CreateTempSubdirectory("aiops-runbooks-").FullName;
        foreach (var name in new[] { "restart-service", "common" })
        {
            Directory.CreateDirectory(Path.Combine(folder, name));
            foreach (var file in Directory.GetFiles(Path.Combine(RepositoryRoot.Path, "runbooks", name)))
            {
                File.Copy(file, Path.Combine(folder, name, Path.GetFileName(file)));
            }
        }

        return folder;
    }
}
