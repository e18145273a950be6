using System.Text.Json;
using AIOps.Server.Offline;

namespace AIOps.Server.Tests.Offline;

/// <summary><c>aiops rca</c> on folders as people really have them.</summary>
public sealed class RcaCommandTests
{
    private const long Alert = 1_767_225_600;
    private string _folder = "";

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("aiops-rca-").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void PlainCase_NamesTheCulpritWithItsMetric()
    {
        var (code, answer) = Run(Case("one", Metrics()));
        Assert.Multiple(() =>
        {
            Assert.That(code, Is.Zero);
            Assert.That(answer.GetProperty("services")[0].GetString(), Is.EqualTo("orders"));
            Assert.That(answer.GetProperty("metrics")[0].GetString(), Is.EqualTo("orders|cpu_usage"));
            Assert.That(answer.GetProperty("confidence").GetDouble(), Is.InRange(0, 1));
        });
    }

    [TestCase("")]
    [TestCase("{\"edges\":[[\"gateway\",\"orders\"],[\"orders\",\"gateway\"],[\"orders\",\"orders\"]]}")]
    [TestCase("{\"edges\":[[\"gateway\"],[\"\",\"\"],[1,2],7,null]}")]
    [TestCase("{\"nodes\":[]}")]
    public void AbsentCyclicOrOddTopology_IsLessEvidenceAndNoError(string topology)
    {
        var folder = Case("one", Metrics());
        if (topology.Length > 0)
        {
            File.WriteAllText(Path.Combine(folder, "topology.json"), topology);
        }

        var (code, answer) = Run(folder);
        Assert.That(code, Is.Zero);
        Assert.That(answer.GetProperty("services")[0].GetString(), Is.EqualTo("orders"));
    }

    [Test]
    public void EdgeTable_IsReadAsTopology()
    {
        var folder = Case("one", Metrics());
        File.WriteAllText(Path.Combine(folder, "edges.csv"), "time,caller,callee,count\n1,gateway,orders,5\n2,,orders,5\n");
        var (_, answer) = Run(folder);
        Assert.That(answer.GetProperty("call_path").EnumerateArray().Select(step => step.GetString()).ToArray(), Is.EqualTo(new[] { "gateway", "orders" }));
    }

    [Test]
    public void ColumnsWithoutServiceOrMetric_ConstantAndEmptyOnes_AreLeftOut()
    {
        var rows = Metrics().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select((row, i) => i == 0 ? row + ",nameless,|cpu,carts|,carts|constant,carts|words,carts|gone" : row + ",1,1,1,5,n/a,");
        var (code, answer) = Run(Case("one", string.Join('\n', rows) + "\n"));
        Assert.That(code, Is.Zero);
        Assert.That(answer.GetProperty("services")[0].GetString(), Is.EqualTo("orders"));
    }

    [Test]
    public void AlertWithoutSymptoms_IsRanked()
    {
        var (code, answer) = Run(Case("one", Metrics(), $"{{\"alert_time\":{Alert}}}"));
        Assert.That(code, Is.Zero);
        Assert.That(answer.GetProperty("services")[0].GetString(), Is.EqualTo("orders"));
    }

    [Test]
    public void NothingChanged_IsUndetermined()
    {
        var constant = "time,a|cpu,b|cpu\n" + string.Concat(Enumerable.Range(-60, 70).Select(i => $"{Alert + (60 * i)},1,1\n"));
        Assert.That(Run(Case("one", constant)).Answer.GetProperty("undetermined").GetBoolean(), Is.True);
    }

    [TestCase("{\"case\":\"x\"}", "alert_time")]
    [TestCase("{\"alert_time\":\"yesterday\"}", "alert_time")]
    [TestCase("{\"alert_time\":", "one")]
    public void UnreadableIncident_IsRefusedByName_AndTheRestIsRanked(string incident, string named)
    {
        var bad = Case("one", Metrics(), incident);
        var good = Case("two", Metrics());
        var (error, code) = Refused(bad, good);
        Assert.Multiple(() =>
        {
            Assert.That(code, Is.EqualTo(1));
            Assert.That(error, Does.Contain(bad).And.Contain(named));
            Assert.That(JsonDocument.Parse(File.ReadAllText(Out)).RootElement.GetProperty("cases").EnumerateObject().Count(), Is.EqualTo(1));
        });
    }

    [Test]
    public void MissingFolderAndMissingMetrics_AreRefusedByName()
    {
        var bare = Case("bare", Metrics());
        File.Delete(Path.Combine(bare, "metrics.csv"));
        var gone = Path.Combine(_folder, "set", "gone");
        var (error, code) = Refused(bare, gone);
        Assert.That(code, Is.EqualTo(1));
        Assert.That(error, Does.Contain("bare").And.Contain("gone"));
    }

    private string Out => Path.Combine(_folder, "out.json");

    private static string Metrics() =>
        "time,gateway|cpu_usage,orders|cpu_usage,carts|cpu_usage\n" + string.Concat(Enumerable.Range(-60, 70).Select(i =>
            FormattableString.Invariant($"{Alert + (60 * i)},{.2 + (.001 * (i % 5))},{(i >= 0 ? .9 : .1) + (.001 * (i % 7))},{.15 + (.001 * (i % 3))}\n")));

    private string Case(string name, string metrics, string? incident = null)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder, "set", name)).FullName;
        File.WriteAllText(Path.Combine(folder, "metrics.csv"), metrics);
        File.WriteAllText(Path.Combine(folder, "incident.json"), incident ?? $"{{\"alert_time\":{Alert},\"sli\":[\"gateway|*\"]}}");
        return folder;
    }

    private (int Code, JsonElement Answer) Run(string folder)
    {
        var code = RcaCommand.Rank([folder], Out);
        return (code, JsonDocument.Parse(File.ReadAllText(Out)).RootElement.GetProperty("cases").EnumerateObject().Single().Value.Clone());
    }

    private (string Error, int Code) Refused(params string[] folders)
    {
        var before = Console.Error;
        using var error = new StringWriter();
        Console.SetError(error);
        try
        {
            var code = RcaCommand.Rank(folders, Out);
            return (error.ToString(), code);
        }
        finally
        {
            Console.SetError(before);
        }
    }
}
