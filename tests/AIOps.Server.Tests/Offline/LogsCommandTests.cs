using AIOps.Server.Offline;
using AIOps.Server.Tests.Cli;

namespace AIOps.Server.Tests.Offline;

[TestFixture]
public sealed class LogsCommandTests
{
    private static readonly string[] _users = ["alice", "bob", "carol", "dave", "erin", "frank", "grace", "heidi", "ivan", "judy", "karl", "laura"];
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
    public async Task Online_GivesTheIdsAsTheyWereFirst()
    {
        // three names make a parameter only once the third has come
        var file = await WriteAsync("app.log", string.Concat(Enumerable.Range(0, 60).Select(i => $"session opened for user {_users[i % 12]} by sudo\n")));

        await RunAsync("parse", file, "--out", Path.Combine(_folder, "final"), "--content");
        await RunAsync("parse", file, "--out", Path.Combine(_folder, "online"), "--content", "--online");

        var final = await IdsAsync("final/app.csv");
        var online = await IdsAsync("online/app.csv");
        Assert.Multiple(() =>
        {
            Assert.That(final.Distinct().Count(), Is.EqualTo(1));
            Assert.That(online.Distinct().Count(), Is.GreaterThan(1));
            Assert.That(online[^1], Is.EqualTo(final[^1]), "later records have the id that stays");
        });
    }

    [Test]
    public async Task ThreeFilesOfOneNameAndFolder_OverwriteNothing()
    {
        var first = await WriteAsync("a/x/raw.log", "a 1\n");
        var second = await WriteAsync("b/x/raw.log", "b 1\n");
        var third = await WriteAsync("x.log", "c 1\n");

        await RunAsync("parse", first, second, third, "--out", Path.Combine(_folder, "out"));

        Assert.That(Directory.GetFiles(Path.Combine(_folder, "out")).Select(Path.GetFileName), Is.EquivalentTo(new[] { "x.csv", "x-2.csv", "x-3.csv" }));
    }

    [Test]
    public async Task BadBytes_AreRowsLikeAllOthers()
    {
        var path = Path.Combine(_folder, "odd.log");
        byte[] bytes = [.. "one 1\r\n"u8, 0xff, 0xfe, 0x80, (byte)'\n', 0, 0, 0, 0, (byte)'\n', (byte)'\n', .. "\u202eevil\u001b[2J 2\n"u8, .. "no end"u8];
        await File.WriteAllBytesAsync(path, bytes);

        Assert.That(await RunAsync("parse", path, "--out", _folder, "--content"), Is.Zero);

        var rows = await File.ReadAllLinesAsync(Path.Combine(_folder, "odd.csv"));
        Assert.Multiple(() =>
        {
            Assert.That(rows, Has.Length.EqualTo(7));
            Assert.That(rows[1], Does.EndWith(",one <*>"));
            Assert.That(rows[6], Does.EndWith(",no end"));
            Assert.That(string.Concat(rows), Does.Not.Contain('\0').And.Not.Contain('\u001b'));
        });
    }

    [Test]
    public async Task EndlessLine_IsCutAndTheRestIsRead()
    {
        var file = await WriteAsync("long.log", new string('x', 3_000_000) + "\nafter 1\n");

        await RunAsync("parse", file, "--out", _folder, "--content");

        Assert.That(await File.ReadAllLinesAsync(Path.Combine(_folder, "long.csv")), Has.Length.EqualTo(3));
    }

    [Test]
    public async Task FileThatIsCutWhileItIsRead_EndsWithoutAnError()
    {
        var file = await WriteAsync("cut.log", string.Concat(Enumerable.Range(0, 200_000).Select(i => $"line {i}\n")));
        using var lines = new LineReader(new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
        Assert.That(lines.Next());
        await using (var cut = new FileStream(file, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            cut.SetLength(10);
        }

        var rest = 0;
        while (lines.Next())
        {
            rest++;
        }

        Assert.That(rest, Is.InRange(1, 199_999));
    }

    [Test]
    public async Task ProgramItself_WritesTheSameTable()
    {
        var file = await WriteAsync("app.log", "order 5 placed\norder 6 placed\n");

        var (code, output, _) = await CommandLine.RunAsync("logs", "parse", file, "--out", Path.Combine(_folder, "out"), "--content");

        Assert.That((code, output.Contains("app: 2 lines, 1 templates", StringComparison.Ordinal)), Is.EqualTo((0, true)), output);
        Assert.That((await File.ReadAllLinesAsync(Path.Combine(_folder, "out", "app.csv")))[2], Is.EqualTo("2,1,order <*> placed"));
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

    private async Task<List<string>> IdsAsync(string name) => [.. (await File.ReadAllLinesAsync(Path.Combine(_folder, name))).Skip(1).Select(row => row.Split(',')[1])];

    private static Task<int> RunAsync(params string[] args) => LogsCommand.Create().Parse(args).InvokeAsync();

    private async Task<string> WriteAsync(string name, string text)
    {
        var path = Path.Combine(_folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await File.WriteAllTextAsync(path, text);
        return path;
    }
}
