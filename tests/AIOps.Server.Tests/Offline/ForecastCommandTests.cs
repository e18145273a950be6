using System.Globalization;
using AIOps.Server.Offline;

namespace AIOps.Server.Tests.Offline;

[TestFixture]
public sealed class ForecastCommandTests
{
    private const long Start = 1_767_225_600;
    private string _folder = "";

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("aiops-forecast-").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public async Task DailyPeak_IsMoreProbableBeforeItThanAfterIt()
    {
        // the limit is passed for a quarter of an hour each day at noon
        var rows = Enumerable.Range(0, 12 * 288).Select(at => (Time: Start + (at * 300), Value: at % 288 is >= 144 and < 147 ? 90.0 : 40 + (10 * Math.Sin(at / 288.0 * 2 * Math.PI))));
        await WriteAsync("disk/a.csv", rows.Select(row => Invariant($"{row.Time},{row.Value}")));

        Assert.That(await RunAsync("--limit", "80"), Is.Zero);

        var written = await RowsAsync("disk/a.csv");
        double Of(int day, int step) => double.Parse(written[(day * 288) + step][1], CultureInfo.InvariantCulture);
        Assert.Multiple(() =>
        {
            Assert.That(written, Has.Count.EqualTo(12 * 288));
            Assert.That(written[5], Has.Length.EqualTo(3));
            Assert.That(Of(10, 140), Is.GreaterThan(3 * Of(10, 200)));
        });
    }

    [Test]
    public async Task Ramp_AlertsBeforeItsLimitAndNotDaysBefore()
    {
        var random = new Random(3);
        var rows = Enumerable.Range(0, 1000).Select(at => Invariant($"{Start + (at * 300)},{(at * 0.1) + random.NextDouble()}"));
        await WriteAsync("disk.csv", rows);

        await RunAsync("--limit", "90", "--horizon", "14400");

        var alerts = (await RowsAsync("disk.csv")).Select((row, at) => (at, alert: row[2])).Where(row => string.Equals(row.alert, "1", StringComparison.Ordinal)).Select(row => row.at).ToList();
        Assert.That(alerts, Is.Not.Empty);
        // the ramp passes 90 at about row 895; four hours are 48 rows
        Assert.That(alerts[0], Is.InRange(780, 890));
    }

    [Test]
    public async Task LimitOfTheFirstHalf_DoesNotDependOnTheSecond()
    {
        var first = Enumerable.Range(0, 600).Select(at => Invariant($"{Start + (at * 60)},{at % 10}")).ToList();
        await WriteAsync("calm.csv", first.Concat(Enumerable.Range(600, 600).Select(at => Invariant($"{Start + (at * 60)},{at % 10}"))));
        await WriteAsync("wild.csv", first.Concat(Enumerable.Range(600, 600).Select(at => Invariant($"{Start + (at * 60)},{at * 1000}"))));

        await RunAsync();

        Assert.That((await RowsAsync("wild.csv")).Take(600), Is.EqualTo((await RowsAsync("calm.csv")).Take(600)));
    }

    [Test]
    public async Task BadRows_KeepTheirPlaceAndTheRestIsForecast()
    {
        var rows = Enumerable.Range(0, 400).Select(at => at switch
        {
            100 => Invariant($"{Start + (at * 60)},NaN"),
            101 => Invariant($"{Start + (at * 60)},Infinity"),
            102 => "yesterday,5",
            103 => Invariant($"{Start},5"),
            104 => Invariant($"{Start + (at * 60)},"),
            _ => Invariant($"{Start + (at * 60)},{at % 7}"),
        });
        await WriteAsync("rough.csv", rows);

        Assert.That(await RunAsync(), Is.Zero);

        var written = await RowsAsync("rough.csv");
        Assert.Multiple(() =>
        {
            Assert.That(written, Has.Count.EqualTo(400));
            Assert.That(written[102][0], Is.EqualTo("yesterday"));
            Assert.That(written.Skip(100).Take(5).Select(row => row[1]), Is.All.EqualTo("0"));
            Assert.That(written.Skip(110).Select(row => double.Parse(row[1], CultureInfo.InvariantCulture)), Is.All.InRange(0.000001, 1.0));
        });
    }

    [Test]
    public async Task FileWithoutValues_FailsAndTheOthersAreForecast()
    {
        await WriteAsync("empty.csv", []);
        await WriteAsync("words.csv", ["1767225600,a", "1767225660,b", "1767225720,c"]);
        await WriteAsync("good.csv", Enumerable.Range(0, 50).Select(at => Invariant($"{Start + (at * 60)},{at % 7}")));

        Assert.That(await RunAsync(), Is.EqualTo(1));
        Assert.That(await RowsAsync("good.csv"), Has.Count.EqualTo(50));
    }

    [TestCase("--horizon", "1234")]
    [TestCase("--limit-quantile", "1.5")]
    [TestCase("--limit-quantile", "NaN")]
    [TestCase("--limit", "NaN")]
    public async Task ArgumentOutOfRange_IsRefusedBeforeAnythingIsWritten(string option, string value)
    {
        await WriteAsync("good.csv", ["1767225600,1"]);

        Assert.That(await RunAsync(option, value), Is.EqualTo(2));
        Assert.That(Directory.Exists(Path.Combine(_folder, "out")), Is.False);
    }

    [Test]
    public async Task MissingFolder_IsRefused() =>
        Assert.That(await ForecastCommand.Create().Parse([Path.Combine(_folder, "gone"), "--out", Path.Combine(_folder, "out")]).InvokeAsync(), Is.EqualTo(2));

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private Task<int> RunAsync(params string[] more) =>
        ForecastCommand.Create().Parse([Path.Combine(_folder, "in"), "--out", Path.Combine(_folder, "out"), .. more]).InvokeAsync();

    private async Task WriteAsync(string name, IEnumerable<string> rows)
    {
        var path = Path.Combine(_folder, "in", name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await File.WriteAllLinesAsync(path, rows.Prepend("timestamp,value"));
    }

    private async Task<List<string[]>> RowsAsync(string name) =>
        [.. (await File.ReadAllLinesAsync(Path.Combine(_folder, "out", name))).Skip(1).Select(line => line.Split(','))];
}
