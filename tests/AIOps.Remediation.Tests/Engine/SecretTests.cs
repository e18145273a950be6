using System.Text;
using AIOps.Contracts.Runs;
using AIOps.Contracts.Serialization;
using AIOps.Contracts.Storage;
using AIOps.Remediation.Engine;
using AIOps.Remediation.Tests.Resilience;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace AIOps.Remediation.Tests.Engine;

/// <summary>Canaries where secrets are used; then everything that is stored, told, logged or streamed is searched for them.</summary>
public sealed class SecretTests
{
    private const string Variable = "c4n4ry-\"value\"/9";
    private const string InFile = "f1l3-c4n4ry line\nsecond-c4n4ry-line";

    [Test]
    public async Task Canaries_ReachTheirStepsAndAppearNowhereElse()
    {
        Environment.SetEnvironmentVariable("AIOPS_TEST_CANARY", Variable);
        var seen = "";
        await using var server = await TrialServer.StartAsync(async (http, _) =>
        {
            using var body = new StreamReader(http.Request.Body);
            seen = http.Request.Headers.Authorization + await body.ReadToEndAsync();
            http.Response.StatusCode = 500;
            await http.Response.WriteAsync($"you sent {seen}, and {Convert.ToBase64String(Encoding.UTF8.GetBytes(Variable))}");
        });
        var folder = Directory.CreateTempSubdirectory("aiops-remedy-").FullName;
        var file = Path.Combine(Directory.CreateTempSubdirectory("aiops-secret-").FullName, "secret");
        await File.WriteAllTextAsync(file, InFile + "\n");
        var trace = Path.Combine(Path.GetDirectoryName(file)!, "trace");
        await using var engine = await EngineUnderTest.StartAsync(new TestCatalogue(Some.Service(members: ("orders-1", [("trace", trace), ("url", server.Address.ToString())]))), folder: folder);
        engine.Runbook("trial", Some.Trial("""
              - { id: leak, uses: exec, with: { script: leak.sh, args: ["${target.attributes.trace}"] }, timeout: 20s }
              - { id: call, uses: http, with: { url: "${target.attributes.url}", method: POST, headers: { Authorization: "Bearer ${secrets.token}" }, body: "{ \"key\": \"${secrets.key}\" }" }, timeout: 20s }
            """, extra: $$"""secrets: [ { name: token, from: env:AIOPS_TEST_CANARY, as: env }, { name: key, from: "file:{{file}}", as: env } ]"""), ("leak.sh", "#!/bin/sh\necho \"$TOKEN\"; echo \"$KEY\" >&2; printf %s \"$TOKEN\" | base64; printf '%s%s' \"$TOKEN\" \"$KEY\" >\"$1\"\n"));
        engine.Signals.Probes[$"{Some.Workload}@orders-1"] = () => false;
        await engine.GrantAsync("trial", TrustLevel.Auto);
        var (logged, streamed) = (new Lines(), new StringBuilder());
        await engine.Engine.LeadAsync(CancellationToken.None);
        using var dispatcher = new RunDispatcher(engine.Services, logged) { OnOutput = (_, text) => streamed.Append(text) };
        var incident = Some.Incident();
        var planned = (await engine.TellAsync(incident))[^1];
        var (dry, _) = await engine.Engine.PlanAsync("trial", incident.Id, null, CancellationToken.None);
        await dispatcher.LookAsync(CancellationToken.None);
        await dispatcher.IdleAsync();
        var run = await engine.WaitAsync(planned.Id);

        var everything = new StringBuilder()
            .Append(AIOpsJson.Write(run)).Append(AIOpsJson.Write(planned)).Append(AIOpsJson.Write(dry!.Plan)).AppendJoin('\n', dry.Words)
            .Append(AIOpsJson.Write(await engine.Store.ReadAuditAsync(0, 1000, CancellationToken.None)))
            .Append(AIOpsJson.Write(await engine.Store.ReadEventsAsync(0, 1000, CancellationToken.None)))
            .Append(logged).Append(streamed);
        foreach (var kind in Enum.GetValues<DocumentKind>())
        {
            everything.Append(AIOpsJson.Write(await engine.Store.QueryAsync(new DocumentQuery(kind) { Limit = 1000 }, CancellationToken.None)));
        }

        // The files of the database themselves, its log included; the scripts' copies are gone.
        foreach (var path in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Concat(Directory.EnumerateDirectories(Path.GetTempPath(), $"aiops-{run.Id}-*").SelectMany(left => Directory.EnumerateFiles(left))))
        {
            await using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var reader = new StreamReader(stream, Encoding.Latin1);
            everything.Append(await reader.ReadToEndAsync());
        }

        var text = everything.ToString();
        Assert.Multiple(() =>
        {
            Assert.That(run.State, Is.EqualTo(RunState.Failed), run.Reason);
            Assert.That(run.Steps[0].Output, Does.Contain("•••"));
            Assert.That(streamed.ToString(), Does.Contain("•••"));
            Assert.That(run.Steps[1].Output, Does.Contain("you sent Bearer •••"));
            Assert.That(seen, Does.Contain(Variable).And.Contain("second-c4n4ry-line"), "the service itself got them");
            Assert.That(File.ReadAllText(trace), Is.EqualTo(Variable + InFile), "the script itself got them");
            Assert.That(text, Does.Not.Contain("c4n4ry"));
            Assert.That(text, Does.Not.Contain(Convert.ToBase64String(Encoding.UTF8.GetBytes(Variable))));
            Assert.That(text, Does.Not.Contain(Uri.EscapeDataString(Variable)));
        });
        Directory.Delete(Path.GetDirectoryName(file)!, recursive: true);
    }

    private sealed class Lines : ILogger<RunDispatcher>
    {
        private readonly StringBuilder _lines = new();

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            lock (_lines)
            {
                _lines.AppendLine(formatter(state, exception)).Append(exception);
            }
        }

        public override string ToString() => _lines.ToString();
    }
}
