using AIOps.Collectors.Host;
using AIOps.Contracts.Telemetry;
using AIOps.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace AIOps.Collectors.Tests.Host;

public sealed class HostCollectorTests
{
    [Test]
    public async Task RealHost_TwoReadings_TellCpuMemoryDisksAndProcesses()
    {
        var sink = new RecordingSink();
        var time = new ManualTime();
        using var instruments = new CollectorInstruments();
        using var collector = new HostCollector(new HostCollectorOptions { Name = "here" }, sink, instruments, time, NullLogger<HostCollector>.Instance);
        await collector.CollectAsync(CancellationToken.None);
        await BurnUntilATickHasPassed();
        time.Advance(TimeSpan.FromSeconds(5));
        await collector.CollectAsync(CancellationToken.None);

        string[] expected = ["system.cpu.utilization", "system.cpu.load_average.1m", "system.memory.utilization", "system.filesystem.utilization", "system.process.count", "system.linux.file_handles.usage", "system.uptime", "process.memory.usage"];
        Assert.Multiple(() =>
        {
            Assert.That(sink.Samples.Select(sample => sample.Series.Metric).Distinct(), Is.SupersetOf(expected));
            Assert.That(sink.Samples.Select(sample => sample.Series.Entity.Workload).Distinct(), Is.EqualTo(new[] { "host:here" }));
            Assert.That(sink.Samples.Where(sample => sample.Series.Kind == SeriesKind.Ratio).Select(sample => sample.Value), Is.All.InRange(0, 1));
            Assert.That(sink.Samples.Select(sample => sample.Value), Has.None.NaN);
            Assert.That(sink.Entities.Single().Entity, Is.EqualTo(new EntityId("host:here")));
            Assert.That(instruments.Accepted(Collector.Host), Is.EqualTo(sink.Samples.Count()));
        });
    }

    [Test]
    public void MissingFiles_AreCountedOnceAndLeaveTheRest()
    {
        var folder = Directory.CreateTempSubdirectory("aiops-proc");
        try
        {
            File.WriteAllText(Path.Combine(folder.FullName, "loadavg"), "1.50 1.00 0.50 1/2 3\n");
            using var instruments = new CollectorInstruments();
            var reader = new HostReader("h", new HostCollectorOptions { ProcFolder = folder.FullName }, instruments);
            reader.Read(1000);
            var missing = instruments.Refused(Collector.Host, Refusal.Missing);
            var batch = reader.Read(6000);
            Assert.Multiple(() =>
            {
                Assert.That(missing, Is.GreaterThan(0));
                Assert.That(instruments.Refused(Collector.Host, Refusal.Missing), Is.EqualTo(missing));
                Assert.That(batch.Series.Select(series => series.Metric), Does.Contain("system.cpu.load_average.1m"));
            });
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Test]
    public async Task Jam_DropsTheReadingAndCountsIt()
    {
        var sink = new RecordingSink { Answer = new AcceptResult(RetryAfter: TimeSpan.FromSeconds(1)) };
        using var instruments = new CollectorInstruments();
        using var collector = new HostCollector(new HostCollectorOptions(), sink, instruments, new ManualTime(), NullLogger<HostCollector>.Instance);
        await collector.CollectAsync(CancellationToken.None);
        Assert.Multiple(() =>
        {
            Assert.That(instruments.Accepted(Collector.Host), Is.Zero);
            Assert.That(instruments.Refused(Collector.Host, Refusal.Overload), Is.GreaterThan(0));
        });
    }

    // The kernel counts in hundredths of a second: two readings inside one tick tell no shares.
    private static async Task BurnUntilATickHasPassed()
    {
        var start = CpuTimes.Parse(await File.ReadAllBytesAsync("/proc/stat"))!.Value;
        for (var i = 0; i < 10_000; i++)
        {
            if (CpuTimes.Parse(await File.ReadAllBytesAsync("/proc/stat"))!.Value.Total > start.Total)
            {
                return;
            }
        }
    }
}
