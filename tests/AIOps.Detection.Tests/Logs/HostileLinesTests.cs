using System.Globalization;
using System.Text;
using AIOps.Contracts.Telemetry;
using AIOps.Detection.Logs;

namespace AIOps.Detection.Tests.Logs;

/// <summary>Lines made to fill every table of a detector: whatever comes, it stays in its bounds and counts what was beyond them.</summary>
[TestFixture]
[NonParallelizable]
public sealed class HostileLinesTests
{
    private const int Batch = 2_000;
    private const long MaxGrowth = 64L * 1024 * 1024;

    // The whole is 10 million lines; the sample is long enough for every bound to be met.
    private static readonly int _lines = Environment.GetEnvironmentVariable("AIOPS_TEST_FULL") == "1" ? 10_000_000 : 400_000;

    [Test]
    public void Memory_StaysBounded_AndEveryBoundIsCounted()
    {
        var random = new Random(7);
        var detector = new LogAnomalyDetector(new LogAnomalyOptions { Learning = TimeSpan.FromSeconds(10), MaxSources = 2 });
        var start = new DateTimeOffset(2026, 1, 5, 12, 0, 0, TimeSpan.Zero);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var findings = 0;
        for (var done = 0; done < _lines; done += Batch)
        {
            var batch = new LogBatch();
            for (var i = done; i < done + Batch; i++)
            {
                // now and then a third source, and a clock that jumps back and far ahead
                var source = new LogSource(new EntityId($"service:s{(i % 50 == 0 ? random.Next(1_000) : i % 2)}"), i % 3 == 0 ? $"/var/log/{random.Next(1_000)}.log" : "");
                var time = start.AddMilliseconds(i / 5).AddHours(i % 997 == 0 ? -5 : i % 991 == 0 ? 50 : 0);
                batch.Add(source, time.ToUnixTimeMilliseconds(), (byte)random.Next(25), Line(random, i), i % 400 == 0 ? Encoding.ASCII.GetBytes($"template {random.Next()}") : default, i % 7 == 0 ? Encoding.ASCII.GetBytes(random.NextInt64().ToString("x32", CultureInfo.InvariantCulture)) : default);
            }

            findings += detector.Observe(batch, start).Findings.Count;
        }

        var growth = GC.GetTotalMemory(forceFullCollection: true) - before;
        var counters = detector.Counters;
        TestContext.Out.WriteLine($"{_lines:N0} lines: {growth / 1048576.0:0.0} MB more, {findings} findings, {counters}");
        using var checkpoint = new MemoryStream();
        detector.Checkpoint(checkpoint);
        checkpoint.Position = 0;
        Assert.Multiple(() =>
        {
            Assert.That(growth, Is.LessThan(MaxGrowth));
            Assert.That((counters.Sources, counters.Records + counters.RefusedSources), Is.EqualTo((2, (long)_lines)));
            Assert.That(counters.RefusedSources, Is.Positive);
            Assert.That(counters.Late, Is.Positive);
            Assert.That(counters.Future, Is.Positive);
            Assert.That(counters.RefusedSessions, Is.Positive);
            Assert.That(counters.Overflowed, Is.Positive);
            Assert.That(counters.Parameters, Is.LessThanOrEqualTo(4_000));
            Assert.That(LogAnomalyDetector.Restore(checkpoint).Counters.Sources, Is.EqualTo(2));
        });
    }

    private static byte[] Line(Random random, int number)
    {
        switch (number % 16)
        {
            case 0:
                var bytes = new byte[64 + random.Next(128)];
                random.NextBytes(bytes);
                return bytes;
            case 1:
                return Encoding.UTF8.GetBytes($"\u001b[3{Word(random)}m\u202e {Words(random, 4)}");
            case 2:
                return Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 40).Select(_ => $"a={Word(random)} ")));
            case 3:
                return Encoding.UTF8.GetBytes($"{Words(random, 3)} took {random.NextDouble() * 10:0.00} s for {random.NextInt64():x16}");
            case 4 when number % 50_000 == 4:
                return Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("x y=1 ", 1 << 18)));
            default:
                return Encoding.UTF8.GetBytes(Words(random, 4 + random.Next(10)));
        }
    }

    private static string Words(Random random, int count) => string.Join(' ', Enumerable.Range(0, count).Select(_ => Word(random)));

    private static string Word(Random random) => string.Concat(Enumerable.Range(0, 3 + random.Next(8)).Select(_ => (char)('a' + random.Next(26))));
}
