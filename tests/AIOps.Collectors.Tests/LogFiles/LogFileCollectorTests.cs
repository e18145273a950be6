using System.Text;
using AIOps.Collectors.Host;
using AIOps.Collectors.LogFiles;
using AIOps.Contracts.Telemetry;
using AIOps.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace AIOps.Collectors.Tests.LogFiles;

public sealed class LogFileCollectorTests
{
    private DirectoryInfo _folder = null!;
    private RecordingSink _sink = null!;
    private CollectorInstruments _instruments = null!;
    private LogFileCollector _collector = null!;

    private string LogPath => Path.Combine(_folder.FullName, "app.log");

    [SetUp]
    public void SetUp()
    {
        _folder = Directory.CreateTempSubdirectory("aiops-logs");
        _sink = new RecordingSink();
        _instruments = new CollectorInstruments();
        _collector = Make();
    }

    [TearDown]
    public void TearDown()
    {
        _collector.Dispose();
        _instruments.Dispose();
        _folder.Delete(recursive: true);
    }

    [Test]
    public async Task WhatWasThereBefore_IsHistory_WhatComesIsRead()
    {
        await Append("old\n");
        await Collect();
        await Append("one\r\ntwo\nhal");
        await Collect();
        await Append("f\n");
        await Collect();
        Assert.Multiple(() =>
        {
            Assert.That(Lines(), Is.EqualTo(new[] { "one", "two", "half" }));
            Assert.That(_sink.Logs.First().Sources.Single(), Is.EqualTo(new LogSource(new EntityId("service:shop/orders"), LogPath)));
        });
    }

    [Test]
    public async Task WhatThePipelineDoesNotTake_IsTheBacklog()
    {
        await Collect();
        await Append("one\ntwo\n");
        _sink.Answer = new AcceptResult(RetryAfter: TimeSpan.FromSeconds(1));
        await Collect();
        var full = _collector.Backlog;
        _sink.Answer = AcceptResult.Ok;
        await Collect();
        Assert.That((full, _collector.Backlog), Is.EqualTo((8L, 0L)));
    }

    [Test]
    public async Task Rotation_LosesNothing()
    {
        await Collect();
        await Append("one\n");
        await Collect();
        await Append("two\nthree without an end");
        File.Move(LogPath, LogPath + ".1");
        await Append("four\n");
        await Collect(3);
        Assert.That(Lines(), Is.EqualTo(new[] { "one", "two", "three without an end", "four" }));
    }

    [Test]
    public async Task Replacement_ReadsTheRestOfTheOldFileAndTheNewOne()
    {
        await Collect();
        await Append("one\n");
        await Collect();
        await Append("two\n");
        var fresh = Path.Combine(_folder.FullName, "fresh.tmp");
        await File.WriteAllTextAsync(fresh, "three\n");
        File.Move(fresh, LogPath, overwrite: true);
        await Collect(3);
        Assert.That(Lines(), Is.EqualTo(new[] { "one", "two", "three" }));
    }

    [Test]
    public async Task EmptyFile_GivesNothing()
    {
        await Collect();
        await Append("");
        await Collect(2);
        Assert.That(Lines(), Is.Empty);
    }

    [Test]
    public async Task BytesThatAreNoText_PassAsTheyAre()
    {
        await Collect();
        byte[] odd = [0xff, 0xfe, 0, 0, 0x80];
        await using (var file = new FileStream(LogPath, FileMode.Append))
        {
            await file.WriteAsync((byte[])[.. odd, (byte)'\r', (byte)'\n', (byte)'\n', .. "next\n"u8]);
        }

        await Collect();
        var batch = _sink.Logs.Single();
        Assert.That(batch.Entries.Select(entry => batch.Text(entry.Body).ToArray()), Is.EqualTo(new[] { odd, "next"u8.ToArray() }));
    }

    [TestCase("x\n")]
    [TestCase("a much longer text than what was there before\nx\n")]
    public async Task Truncation_BeginsAnew(string after)
    {
        await Collect();
        await Append("one line\n");
        await Collect();
        await File.WriteAllTextAsync(LogPath, after);
        await Collect(2);
        Assert.That(Lines(), Is.EqualTo(new[] { "one line" }.Concat(after.TrimEnd('\n').Split('\n'))));
    }

    [Test]
    public async Task Restart_GoesOnWhereItStopped()
    {
        await Collect();
        await Append("one\n");
        await Collect();
        Restart();
        await Append("two\n");
        await Collect();
        Assert.That(Lines(), Is.EqualTo(new[] { "one", "two" }));
    }

    [Test]
    public async Task RotationWhileAway_IsReadToItsEnd()
    {
        await Collect();
        await Append("one\n");
        await Collect();
        await Append("two\n");
        Restart();
        File.Move(LogPath, LogPath + ".1");
        await Append("three\n");
        await Collect(3);
        Assert.That(Lines(), Is.EqualTo(new[] { "one", "two", "three" }));
    }

    [Test]
    public async Task Jam_KeepsThePositionAndReadsAgain()
    {
        await Collect();
        await Append("one\n");
        _sink.Answer = new AcceptResult(RetryAfter: TimeSpan.FromSeconds(1));
        await Collect();
        _sink.Answer = AcceptResult.Ok;
        await Collect();
        Assert.That(Lines(), Is.EqualTo(new[] { "one" }));
    }

    [Test]
    public async Task HugeLine_IsCutAndTheNextIsWhole()
    {
        await Collect();
        await Append(new string('x', 1 << 20) + "\nnext\n");
        await Collect(3);
        Assert.Multiple(() =>
        {
            Assert.That(Lines(), Is.EqualTo(new[] { new string('x', 1000), "next" }));
            Assert.That(_instruments.Refused(Collector.LogFiles, Refusal.TooLarge), Is.EqualTo(1));
        });
    }

    [Test]
    public async Task FileThatComesLater_IsReadFromItsStart()
    {
        await Collect();
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "late.log"), "hello\n");
        await Collect();
        Assert.That(Lines(), Is.EqualTo(new[] { "hello" }));
    }

    private LogFileCollector Make()
    {
        var options = new LogFileOptions { MaxLineBytes = 1000, Positions = Path.Combine(_folder.FullName, "positions.json"), Files = { new LogFileEntry { Path = Path.Combine(_folder.FullName, "*.log"), Workload = "service:shop/orders" } } };
        return new LogFileCollector(options, new HostCollectorOptions(), _sink, _instruments, new ManualTime(), NullLogger<LogFileCollector>.Instance);
    }

    private void Restart()
    {
        _collector.Dispose();
        _collector = Make();
    }

    private Task Append(string text) => File.AppendAllTextAsync(LogPath, text);

    private async Task Collect(int times = 1)
    {
        for (var i = 0; i < times; i++)
        {
            await _collector.CollectAsync(CancellationToken.None);
        }
    }

    private IEnumerable<string> Lines() => _sink.Logs.SelectMany(batch => batch.Entries.Select(entry => Encoding.UTF8.GetString(batch.Text(entry.Body))));
}
