using System.Text.Json;
using AIOps.Contracts.Incidents;
using AIOps.Server.Tests.Web;

namespace AIOps.Server.Tests.Cli;

public sealed class VerbTests
{
    private WebHost _host = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _host = await WebHost.StartAsync(("Web:CommandWait", "00:00:00.2"));
        await _host.SaveAsync(Samples.Incident("INC-1") with { RunIds = ["RUN-1"] });
        await _host.SaveAsync(Samples.Incident("INC-2", IncidentState.Resolved) with { Title = "odd [red]title[/] \u001b[2Jwith escapes\u202e" });
        await _host.SaveAsync(Samples.Run("RUN-1", "INC-1"));
    }

    [OneTimeTearDown]
    public async Task StopAsync() => await _host.DisposeAsync();

    [Test]
    public async Task Incidents_AreListedAsATable_AndAsJson()
    {
        var table = await CommandLine.RunAsync(_host, "incidents");
        var json = await CommandLine.RunAsync(_host, "incidents", "--state", "all", "--json");
        Assert.Multiple(() =>
        {
            Assert.That(table.Code, Is.Zero, table.Errors);
            Assert.That(table.Output, Does.Contain("INC-1").And.Contain("service:payments").And.Not.Contain("INC-2"));
            Assert.That(JsonSerializer.Deserialize<JsonElement>(json.Output).GetProperty("items").EnumerateArray().Select(row => row.GetProperty("id").GetString()), Is.SupersetOf(new[] { "INC-1", "INC-2" }));
        });
    }

    [Test]
    public async Task HostileTitle_ReachesTheTerminalWithoutEscapesOrMarkup()
    {
        var shown = await CommandLine.RunAsync(_host, "incident", "show", "INC-2");
        Assert.That(shown.Output, Does.Contain("odd [red]title[/] ⟨U+001B⟩[2Jwith escapes⟨U+202E⟩").And.Not.Contain("\u001b").And.Not.Contain("\u202e"));
    }

    [Test]
    public async Task Incident_IsShownWithCulpritAndEvidence()
    {
        var shown = await CommandLine.RunAsync(_host, "incident", "show", "INC-1");
        Assert.That(shown.Output, Does.Contain("payments broke first").And.Contain("+ its error ratio left").And.Contain("- its CPU and memory").And.Contain("RUN-1"));
    }

    [Test]
    public async Task Incident_IsShownWithWhatResolvedAPastOne()
    {
        await _host.SaveAsync(Samples.Incident("INC-0", IncidentState.Resolved, Samples.Start.AddDays(-3)) with
        {
            Timeline = [new TimelineEntry(Samples.Start.AddDays(-3), "state", "Open → Resolved: pool was doubled", "ada")],
        });
        var shown = await CommandLine.RunAsync(_host, "incident", "show", "INC-1");
        Assert.That(shown.Output, Does.Contain("Seen before").And.Contain("INC-0").And.Contain("ada: pool was doubled"));
    }

    [Test]
    public async Task Approve_WithoutThePlansHash_ShowsThePlanAndDoesNothing()
    {
        var blind = await CommandLine.RunAsync(_host, "approve", "RUN-1");
        var seen = await CommandLine.RunAsync(_host, "approve", "RUN-1", "--plan", new string('b', 64));
        Assert.Multiple(() =>
        {
            Assert.That((blind.Code, blind.Output.Contains("put the configuration of 02:59 back", StringComparison.Ordinal)), Is.EqualTo((1, true)));
            Assert.That(blind.Errors, Does.Contain("nothing was approved"));
            Assert.That((seen.Code, seen.Errors), Is.EqualTo((0, "")));
        });
    }

    [Test]
    public async Task KillSwitch_IsPulledAndListedAndLifted()
    {
        var pulled = await CommandLine.RunAsync(_host, "kill-switch", "pull", "runbook:restart", "--reason", "drill");
        var list = await CommandLine.RunAsync(_host, "kill-switch", "list");
        var lifted = await CommandLine.RunAsync(_host, "kill-switch", "lift", "runbook:restart");
        Assert.That((pulled.Code, list.Output.Contains("drill", StringComparison.Ordinal), lifted.Code), Is.EqualTo((0, true, 0)), pulled.Errors + lifted.Errors);
    }

    [Test]
    public async Task UnknownIncident_IsOneLineOnTheErrorStream()
    {
        var shown = await CommandLine.RunAsync(_host, "incident", "show", "INC-404");
        Assert.That((shown.Code, shown.Output, shown.Errors.Contains("There is no incident", StringComparison.Ordinal)), Is.EqualTo((1, "", true)), shown.Errors);
    }

    [Test]
    public async Task NoService_IsToldWithWhatToDo()
    {
        var shown = await CommandLine.RunAsync("incidents", "--url", "http://127.0.0.1:9", "--data", _host.Folder);
        Assert.That((shown.Code, shown.Errors.Contains("aiops doctor", StringComparison.Ordinal)), Is.EqualTo((1, true)), shown.Errors);
    }

    [Test]
    public async Task Doctor_FindsTheServiceInOrder_AndSaysWhatIsWrongWithoutIt()
    {
        var well = await CommandLine.RunAsync(_host, "doctor", "--json");
        var ill = await CommandLine.RunAsync("doctor", "--url", "http://127.0.0.1:9", "--data", Path.Combine(_host.Folder, "nowhere"));
        Assert.Multiple(() =>
        {
            Assert.That(JsonSerializer.Deserialize<JsonElement>(well.Output).EnumerateArray().First(finding => finding.GetProperty("what").GetString() == "service").GetProperty("good").GetBoolean(), Is.True);
            Assert.That((ill.Code, ill.Output.Contains("FAULT", StringComparison.Ordinal), ill.Output.Contains("aiops serve", StringComparison.Ordinal)), Is.EqualTo((1, true, true)), ill.Output);
            Assert.That(well.Output, Does.Contain("control groups"));
        });
    }

    [Test]
    public async Task Completion_SuggestsVerbs()
    {
        var script = await CommandLine.RunAsync("completion", "bash");
        var suggested = await CommandLine.RunAsync("[suggest:9]", "aiops inc");
        var copies = await CommandLine.RunAsync("[suggest:9]", "aiops bac");
        Assert.That(copies.Output, Does.Contain("backup"));
        Assert.That((script.Output.Contains("complete -F _aiops aiops", StringComparison.Ordinal), suggested.Output.Contains("incidents", StringComparison.Ordinal)), Is.EqualTo((true, true)), suggested.Output + suggested.Errors);
    }
}
