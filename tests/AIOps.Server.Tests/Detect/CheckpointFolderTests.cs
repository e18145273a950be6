using AIOps.Server.Detect;
using AIOps.Storage.History;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace AIOps.Server.Tests.Detect;

public sealed class CheckpointFolderTests
{
    private string _folder = "";
    private DetectionInstruments _instruments = null!;
    private CheckpointFolder _checkpoints = null!;

    [SetUp]
    public void Make()
    {
        _folder = Directory.CreateTempSubdirectory("aiops-test-").FullName;
        _instruments = new DetectionInstruments();
        _checkpoints = new CheckpointFolder(Options.Create(new HistoryOptions { Folder = Path.Combine(_folder, "history") }), _instruments, NullLogger<CheckpointFolder>.Instance);
    }

    [TearDown]
    public void Remove()
    {
        _instruments.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Test]
    public void FormerOwner_OverwritesNothingOfTheNewOne()
    {
        Write(1, epoch: 4, "old");
        Write(1, epoch: 5, "new");
        Write(1, epoch: 4, "old owner woke up");

        Assert.Multiple(() =>
        {
            Assert.That(Read(1), Is.EqualTo("new"));
            Assert.That(_checkpoints.LastEpoch(1), Is.Zero, "that of the series counts, and none was written");
            Assert.That(Read(10), Is.Null);
        });
    }

    [Test]
    public void FileOfTheVersionWithoutEpochs_IsReadUntilThereIsANewOne()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "checkpoints"));
        File.WriteAllText(Path.Combine(_folder, "checkpoints", "logs-3.bin"), "before");
        var before = Read(3);
        Write(3, epoch: 0, "after");
        Assert.Multiple(() =>
        {
            Assert.That((before, Read(3)), Is.EqualTo(("before", "after")));
            Assert.That(Directory.GetFiles(Path.Combine(_folder, "checkpoints")), Has.Length.EqualTo(1));
        });
    }

    [Test]
    public void DamagedFile_IsPassedOver() => Assert.Multiple(() =>
    {
        Write(2, epoch: 1, "x");
        Assert.That(() => _checkpoints.ReadLogs(2, _ => throw new InvalidDataException()), Throws.Nothing);
        Assert.That(_checkpoints.ReadMetrics(2), Is.Null);
    });

    private void Write(int shard, long epoch, string text) => _checkpoints.WriteLogs(shard, epoch, file => file.Write(System.Text.Encoding.UTF8.GetBytes(text)));

    private string? Read(int shard)
    {
        string? text = null;
        _checkpoints.ReadLogs(shard, file =>
        {
            using var reader = new StreamReader(file);
            text = reader.ReadToEnd();
        });
        return text;
    }
}
