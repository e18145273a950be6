using System.Globalization;
using System.Text.Json;
using AIOps.Server.Offline;

namespace AIOps.Server.Tests.Offline;

[TestFixture]
public sealed class DetectCommandTests
{
    private const long Start = 1_767_225_600;
    private string _folder = "";

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("aiops-detect-").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public async Task Surge_AlertsWhereItIsAndNowhereElse()
    {
        await WriteAsync("shop/a.csv", "timestamp,value", Calm(3000).Select((row, at) => at is >= 2500 and < 2505 ? Row(at, 90) : row));

        Assert.That(await RunAsync(), Is.Zero);

        var written = await RowsAsync("shop/a.csv");
        var alerts = Enumerable.Range(0, written.Count).Where(at => IsAlert(written[at])).ToList();
        Assert.Multiple(() =>
        {
            Assert.That(written, Has.Count.EqualTo(3000));
            Assert.That(alerts, Is.Not.Empty);
            Assert.That(alerts, Is.All.InRange(2500, 2535));
        });
    }

    [Test]
    public async Task WhatComesLater_ChangesNothingBefore()
    {
        await WriteAsync("short.csv", "timestamp,value", Calm(2000));
        await WriteAsync("long.csv", "timestamp,value", Calm(2000).Concat(Enumerable.Range(2000, 500).Select(at => Row(at, at * 100))));

        await RunAsync();

        Assert.That((await RowsAsync("long.csv")).Take(2000), Is.EqualTo(await RowsAsync("short.csv")));
    }

    [Test]
    public async Task BadRows_KeepTheirPlaceWithScoreZeroAndTheRestIsTheSame()
    {
        var bad = new[] { Row(1000, double.NaN), $"{Start + 60_000},Infinity", "yesterday,5", $"{Start},5", Row(999, 5), $"{Start + 60_001}," };
        await WriteAsync("clean.csv", "timestamp,value", Calm(2000));
        await WriteAsync("rough.csv", "timestamp,value", Calm(1000).Concat(bad).Concat(Calm(2000).Skip(1000)));

        Assert.That(await RunAsync(), Is.Zero);

        var clean = await RowsAsync("clean.csv");
        var rough = await RowsAsync("rough.csv");
        Assert.Multiple(() =>
        {
            Assert.That(rough.Skip(1000).Take(bad.Length).Select(row => row[1]), Is.All.EqualTo("0"));
            Assert.That(rough.Take(1000).Concat(rough.Skip(1000 + bad.Length)), Is.EqualTo(clean));
        });
    }

    [Test]
    public async Task EmptyFileAndHeaderAndOneRow_AreToldAndTheOthersAreJudged()
    {
        await WriteAsync("header.csv", "timestamp,value", []);
        await WriteAsync("one.csv", "timestamp,value", [Row(0, 5)]);
        await WriteAsync("good.csv", "timestamp,value", Calm(100));
        await File.WriteAllTextAsync(Path.Combine(_folder, "in", "empty.csv"), "");

        Assert.That(await RunAsync(), Is.EqualTo(1));

        Assert.That(await RowsAsync("empty.csv"), Is.Empty);
        Assert.That(await RowsAsync("header.csv"), Is.Empty);
        Assert.That(await RowsAsync("one.csv"), Has.Count.EqualTo(1));
        Assert.That(await RowsAsync("good.csv"), Has.Count.EqualTo(100));
    }

    [Test]
    public async Task ColumnsThatComeAndGo_AreJudgedWhileTheyAreThere()
    {
        var random = new Random(3);
        string Cells(int at) => string.Join(',', Enumerable.Range(0, 6).Select(metric =>
            metric == 5 && at % 700 > 300 ? "" : (10 + random.NextDouble() + (at is >= 2500 and < 2510 && metric < 3 ? 50 : 0)).ToString("R", CultureInfo.InvariantCulture)));
        // a row that ends early has lost its last metrics, one that goes on too long has cells that nobody named
        await WriteAsync("host.csv", "timestamp,m0,m1,m2,m3,m4,m5", Enumerable.Range(0, 3000).Select(at =>
            at % 500 == 7 ? $"{Start + (at * 60)},10,10.5" : $"{Start + (at * 60)},{Cells(at)}{(at % 600 == 9 ? ",1,2,3" : "")}"));

        Assert.That(await RunAsync(), Is.Zero);

        var written = await RowsAsync("host.csv");
        using var contributions = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(_folder, "out", "host.contributions.json")));
        var entries = contributions.RootElement.EnumerateObject().ToList();
        Assert.Multiple(() =>
        {
            Assert.That(written, Has.Count.EqualTo(3000));
            Assert.That(Enumerable.Range(2500, 10).Any(at => IsAlert(written[at])));
            Assert.That(entries, Has.Count.EqualTo(written.Count(IsAlert)));
            Assert.That(entries[^1].Value.EnumerateArray().Take(3).Select(metric => metric.GetString()), Is.EquivalentTo(new[] { "m0", "m1", "m2" }));
        });
    }

    [Test]
    public async Task Plot_DrawsAPictureAndExplain_TellsTheOpening()
    {
        await WriteAsync("a.csv", "timestamp,value", Calm(3000).Select((row, at) => at is >= 2500 and < 2505 ? Row(at, 90) : row));

        await RunAsync("--plot", "--explain");

        var picture = await File.ReadAllTextAsync(Path.Combine(_folder, "out", "a.svg"));
        var told = await File.ReadAllLinesAsync(Path.Combine(_folder, "out", "a.explain.jsonl"));
        Assert.Multiple(() =>
        {
            Assert.That(picture, Does.StartWith("<svg").And.Contain("</svg>"));
            Assert.That(told, Is.Not.Empty);
            Assert.That(JsonDocument.Parse(told[0]).RootElement.GetProperty("transition").GetString(), Is.EqualTo("Opened"));
        });
    }

    [TestCase("--budget", "0")]
    [TestCase("--budget", "NaN")]
    [TestCase("--profile", "no-such-profile")]
    public async Task ArgumentOutOfRange_IsRefusedBeforeAnythingIsWritten(string option, string value)
    {
        await WriteAsync("good.csv", "timestamp,value", Calm(5));

        Assert.That(await RunAsync(option, value), Is.EqualTo(2));
        Assert.That(Directory.Exists(Path.Combine(_folder, "out")), Is.False);
    }

    private static bool IsAlert(string[] row) => string.Equals(row[2], "1", StringComparison.Ordinal);

    private static string Row(int at, double value) => string.Create(CultureInfo.InvariantCulture, $"{Start + (at * 60)},{value}");

    private static List<string> Calm(int rows)
    {
        var random = new Random(7);
        return [.. Enumerable.Range(0, rows).Select(at => Row(at, 10 + random.NextDouble()))];
    }

    private Task<int> RunAsync(params string[] more) =>
        DetectCommand.Create().Parse([Path.Combine(_folder, "in"), "--out", Path.Combine(_folder, "out"), .. more]).InvokeAsync();

    private async Task WriteAsync(string name, string header, IEnumerable<string> rows)
    {
        var path = Path.Combine(_folder, "in", name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await File.WriteAllLinesAsync(path, rows.Prepend(header));
    }

    private async Task<List<string[]>> RowsAsync(string name) =>
        [.. (await File.ReadAllLinesAsync(Path.Combine(_folder, "out", name))).Skip(1).Select(line => line.Split(','))];
}
