using AIOps.Server.Offline;

namespace AIOps.Server.Tests.Offline;

[TestFixture]
public sealed class LogsCommandTests
{
    private string _folder = "";

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("aiops-logs-").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public async Task Parse_WritesOneRowForEachLineWithItsTemplate()
    {
        var file = await WriteAsync("app.log", "2026-01-05 12:00:01 INFO shop: order 5, placed\n2026-01-05 12:00:02 INFO shop: order 6, placed\n\tat somewhere\n2026-01-05 12:00:03 INFO shop: stopped");

        Assert.That(await RunAsync("parse", file, "--out", _folder), Is.Zero);

        Assert.That(await File.ReadAllLinesAsync(Path.Combine(_folder, "app.csv")), Is.EqualTo(new[]
        {
            "LineId,ClusterId,Template", "1,1,\"order <*>, placed\"", "2,1,\"order <*>, placed\"", "3,1,\"order <*>, placed\"", "4,2,stopped",
        }));
    }

    [Test]
    public async Task ParseOfContent_TakesTheWholeLine()
    {
        var file = await WriteAsync("content.txt", "12:00:01 all is well\n");

        await RunAsync("parse", file, "--out", _folder, "--content");

        Assert.That((await File.ReadAllLinesAsync(Path.Combine(_folder, "content.csv")))[1], Is.EqualTo("1,1,<*> all is well"));
    }

    [Test]
    public async Task FilesOfOneName_AreNamedAfterTheirFolders()
    {
        var first = await WriteAsync("shop/raw.log", "a 1\n");
        var second = await WriteAsync("mail/raw.log", "b 1\n");

        await RunAsync("parse", first, second, "--out", Path.Combine(_folder, "out"));

        Assert.That(Directory.GetFiles(Path.Combine(_folder, "out")).Select(Path.GetFileName), Is.EquivalentTo(new[] { "shop.csv", "mail.csv" }));
    }

    [Test]
    public async Task EmptyFile_GivesOnlyTheHeader()
    {
        var file = await WriteAsync("empty.log", "");

        Assert.That(await RunAsync("parse", file, "--out", _folder), Is.Zero);
        Assert.That(await File.ReadAllLinesAsync(Path.Combine(_folder, "empty.csv")), Has.Length.EqualTo(1));
    }

    [Test]
    public async Task MissingFile_FailsAndTheOthersAreParsed()
    {
        var file = await WriteAsync("here.log", "a 1\n");

        Assert.That(await RunAsync("parse", Path.Combine(_folder, "gone.log"), file, "--out", _folder), Is.EqualTo(1));
        Assert.That(File.Exists(Path.Combine(_folder, "here.csv")));
    }

    [Test]
    public async Task Sessions_DoNotDependOnLabels()
    {
        var rows = Enumerable.Range(0, 300).Select(i => $"b{i},{{0}},train,1 2 2 3").Append("odd,{0},test,1 9 9").Append("fine,{0},test,1 2 2 3").ToList();
        var answers = new List<string>();
        foreach (var label in (string[])["0", "1", "nonsense"])
        {
            var file = await WriteAsync("sessions.csv", "BlockId,Label,Split,Events\n" + string.Join('\n', rows).Replace("{0}", label, StringComparison.Ordinal));
            await RunAsync("sessions", file, "--out", Path.Combine(_folder, "pred.csv"));
            answers.Add(await File.ReadAllTextAsync(Path.Combine(_folder, "pred.csv")));
        }

        Assert.That(answers.Distinct().Count(), Is.EqualTo(1));
        Assert.That(answers[0].Split('\n').Select(line => line.Split(',')[^1]), Is.EqualTo(new[] { "Alert", "1", "0", "" }));
    }

    [Test]
    public async Task SessionsWithoutAColumn_AreRefused()
    {
        var file = await WriteAsync("sessions.csv", "BlockId,Events\nb1,1 2\n");

        Assert.That(await RunAsync("sessions", file, "--out", Path.Combine(_folder, "pred.csv")), Is.EqualTo(1));
    }

    private static Task<int> RunAsync(params string[] args) => LogsCommand.Create().Parse(args).InvokeAsync();

    private async Task<string> WriteAsync(string name, string text)
    {
        var path = Path.Combine(_folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await File.WriteAllTextAsync(path, text);
        return path;
    }
}
