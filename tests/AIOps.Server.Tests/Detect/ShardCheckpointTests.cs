using System.Text;
using AIOps.Contracts.Telemetry;
using AIOps.Detection.Forecasting;
using AIOps.Detection.Metrics;
using AIOps.Server.Detect;

namespace AIOps.Server.Tests.Detect;

public sealed class ShardCheckpointTests
{
    private static readonly SeriesKey Key = new(new EntityId("host:db-1"), "load", [], "", SeriesKind.Gauge);

    [Test]
    public void VersionOne_WithoutWatches_IsStillRead()
    {
        var detector = new byte[SeriesDetector.SavedBytes];
        new SeriesDetector(DetectorProfile.Default, SeriesKind.Gauge).Save(detector);
        using var stream = new MemoryStream();
        using (var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true))
        {
            writer.Write("AC"u8);
            writer.Write((byte)1);
            writer.Write(1_767_225_600_000L);
            writer.Write(1);
            writer.Write7BitEncodedInt(Key.Encoded.Length);
            writer.Write(Key.Encoded);
            writer.Write7BitEncodedInt(detector.Length);
            writer.Write(detector);
            writer.Write("");
        }

        stream.Position = 0;
        var read = ShardCheckpoint.Read(stream);
        Assert.Multiple(() =>
        {
            Assert.That(read!.Series.Single().Key.Id, Is.EqualTo(Key.Id));
            Assert.That(read.Series.Single().Detector, Is.EqualTo(detector));
            Assert.That(read.Series.Single().Watch, Is.Empty);
        });
    }

    [Test]
    public void WhatIsWritten_IsRead()
    {
        var scores = new ForecastScores();
        scores.Add(new JudgedForecast(1, Horizon.Hour, 0.75, ForecastOutcome.CameTrue, TimeSpan.FromMinutes(5)));
        var written = new ShardCheckpoint(DateTimeOffset.FromUnixTimeMilliseconds(1_767_225_600_000), [new ShardCheckpoint.SavedSeries(Key, [1, 2], null) { Watch = [3], Learning = [4, 5] }]) { Scores = scores };
        using var stream = new MemoryStream();
        written.Write(stream);
        stream.Position = 0;
        var read = ShardCheckpoint.Read(stream)!;
        Assert.Multiple(() =>
        {
            Assert.That(read.Series.Single().Watch, Is.EqualTo(new byte[] { 3 }));
            Assert.That(read.Series.Single().Learning, Is.EqualTo(new byte[] { 4, 5 }));
            Assert.That(read.Scores!.Brier(Horizon.Hour), Is.EqualTo(0.0625));
        });
    }

    [Test]
    public void CutShort_IsNotRead([Values(1, 3, 12, 20, 60)] int missing)
    {
        var written = new ShardCheckpoint(DateTimeOffset.UnixEpoch, [new ShardCheckpoint.SavedSeries(Key, [1, 2], null)]);
        using var stream = new MemoryStream();
        written.Write(stream);
        stream.SetLength(stream.Length - missing);
        stream.Position = 0;
        Assert.That(ShardCheckpoint.Read(stream), Is.Null);
    }
}
