using System.Text;
using AIOps.Detection.Logs;

namespace AIOps.Detection.Tests.Logs;

[TestFixture]
public sealed class TemplateMinerTests
{
    [TestCase("Accepted key for 10.1.2.3:4022 in 12ms", "Accepted key for <*> in <*>")]
    [TestCase("open /var/lib/app/data.bin failed", "open <*> failed")]
    [TestCase("user=alice uid=12 tty=ssh logged in", "user=alice uid=<*> tty=ssh logged in")]
    [TestCase("block blk_-1608999687919862906 is gone", "block <*> is gone")]
    [TestCase("used 5.2 KB of 310 MB", "used <*> of <*>")]
    [TestCase("mac 0a:1b:2c:3d:4e:5f seen", "mac <*> seen")]
    [TestCase("see http://host:8080/a/b?c=1 now", "see <*> now")]
    [TestCase("ready at Mon Jan 05 12:00:00 UTC 2026 again", "ready at <*> again")]
    [TestCase("valid until 2026-01-05 12:00:00 UTC", "valid until <*>")]
    [TestCase("session opened using ssh2", "session opened using ssh2")]
    [TestCase("read/write and I/O stay words", "read/write and I/O stay words")]
    public void OneLine_IsMaskedByTheShapeOfItsWords(string line, string template)
    {
        var miner = new TemplateMiner();

        var mined = miner.Mine(Encoding.UTF8.GetBytes(line));

        Assert.That(miner.Find(mined.TemplateId)!.Text, Is.EqualTo(template));
    }

    [Test]
    public void NamesThatVary_BecomeOneTemplateAndTheMergeIsTold()
    {
        var miner = new TemplateMiner();
        var first = miner.Mine("session opened for user alice by sudo"u8).TemplateId;
        miner.Mine("session opened for user bob by sudo"u8);
        miner.Mine("session opened for user carol by sudo"u8);
        miner.Consolidate();

        var later = miner.Mine("session opened for user dave by sudo"u8);

        Assert.Multiple(() =>
        {
            Assert.That(later.TemplateId, Is.EqualTo(first), "the id stays");
            Assert.That(later.IsNew, Is.False);
            Assert.That(miner.Find(first)!.Text, Is.EqualTo("session opened for user <*> by sudo"));
            Assert.That(miner.Find(first)!.Lines, Is.EqualTo(4));
            Assert.That(miner.TakeChanges().Count(change => change.Kind == TemplateChangeKind.Merged && change.New == first), Is.EqualTo(2));
        });
    }

    [Test]
    public void ClosedSetOfStates_IsSplitAgainWhenItShows()
    {
        var miner = new TemplateMiner();
        string[] states = ["Started", "Paused", "Stopped"];
        foreach (var state in states)
        {
            miner.Mine(Encoding.UTF8.GetBytes($"[instance: 77] machine {state} (lifecycle event)"));
        }

        miner.Consolidate();
        Assert.That(miner.Templates(), Has.Count.EqualTo(1), "three words seen once look like values");
        for (var i = 0; i < 50; i++)
        {
            miner.Mine(Encoding.UTF8.GetBytes($"[instance: {i}] machine {states[i % 3]} (lifecycle event)"));
        }

        miner.Consolidate();

        Assert.That(miner.Templates(), Has.Count.EqualTo(3));
        Assert.That(miner.TakeChanges().Select(change => change.Kind), Does.Contain(TemplateChangeKind.Split));
    }

    [Test]
    public void ListsOfAnyLength_AreOneTemplate()
    {
        var miner = new TemplateMiner();
        var patterns = new List<MinedPattern>();
        for (var length = 1; length < 9; length++)
        {
            patterns.Add(miner.Mine(Encoding.UTF8.GetBytes("deleting blocks " + string.Join(", ", Enumerable.Range(100, length)))).Pattern);
        }

        miner.Consolidate();

        Assert.That(patterns.Select(pattern => pattern.TemplateId).Distinct().Count(), Is.EqualTo(1));
        Assert.That(miner.Find(patterns[0].TemplateId)!.Text, Is.EqualTo("deleting blocks <*>"));
    }

    [Test]
    public void KnownPattern_AllocatesNothing()
    {
        var miner = new TemplateMiner();
        var line = "order 17 of alice took 12 ms on host web-1"u8.ToArray();
        miner.Mine(line);
        miner.Mine(line);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1_000; i++)
        {
            miner.Mine(line);
        }

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
    }

    [Test]
    public void Restored_GivesTheSameIdsAndTexts()
    {
        var miner = new TemplateMiner();
        string[] lines = ["open a1 ok", "session opened for user alice by sudo", "session opened for user bob by sudo", "session opened for user carol by sudo", "list 1, 2", "list 1, 2, 3"];
        foreach (var line in lines)
        {
            miner.Mine(Encoding.UTF8.GetBytes(line));
        }

        miner.Consolidate();
        using var stream = new MemoryStream();
        miner.Checkpoint(stream, new SecretMask());
        stream.Position = 0;

        var restored = TemplateMiner.Restore(stream);

        foreach (var line in lines)
        {
            Assert.That(restored.Mine(Encoding.UTF8.GetBytes(line)).TemplateId, Is.EqualTo(miner.Mine(Encoding.UTF8.GetBytes(line)).TemplateId), line);
        }

        Assert.That(restored.Templates().Select(template => template.Text), Is.EquivalentTo(miner.Templates().Select(template => template.Text)));
    }

    [Test]
    public void Checkpoint_HoldsNoSecrets()
    {
        var miner = new TemplateMiner();
        miner.Mine("login of app with password=hunterzwei done"u8);
        using var stream = new MemoryStream();
        miner.Checkpoint(stream, new SecretMask());

        Assert.That(Encoding.UTF8.GetString(stream.ToArray()), Does.Not.Contain("hunterzwei"));
    }

    [Test]
    public void Bounds_HoldAndAreCounted()
    {
        var miner = new TemplateMiner(new TemplateMinerOptions { MaxTemplates = 100, MaxPatterns = 256 });
        var random = new Random(3);
        for (var i = 0; i < 5_000; i++)
        {
            miner.Mine(Encoding.UTF8.GetBytes(string.Join(' ', Enumerable.Range(0, 8).Select(_ => Word(random)))));
        }

        Assert.Multiple(() =>
        {
            Assert.That(miner.Counters.Templates, Is.LessThanOrEqualTo(100));
            Assert.That(miner.Counters.Patterns, Is.LessThanOrEqualTo(256));
            Assert.That(miner.Counters.Overflowed, Is.GreaterThan(0));
        });
    }

    [Test]
    public void NewPatternsPerSecond_AreLimitedByTheRecordsTime()
    {
        var miner = new TemplateMiner(new TemplateMinerOptions { MaxTemplates = 1_000, MaxNewPatternsPerSecond = 10 });
        var random = new Random(3);
        for (var i = 0; i < 3_000; i++)
        {
            miner.Mine(Encoding.UTF8.GetBytes($"{Word(random)} {Word(random)} {Word(random)}"), 1_700_000_000_000 + (i / 100));
        }

        Assert.That(miner.Counters.Misses - miner.Counters.Overflowed, Is.LessThanOrEqualTo(1_000));
    }

    [Test]
    public void BytesOfAnyKind_NeverThrow()
    {
        var miner = new TemplateMiner();
        var random = new Random(11);
        for (var i = 0; i < 20_000; i++)
        {
            var letters = " ab1=:/.<>[](){}\"'-_@#,?TFn\u001b"u8;
            var line = new byte[random.Next(0, 400)];
            random.NextBytes(line);
            if (i % 2 == 0)
            {
                // more of what the masker branches on
                for (var at = 0; at < line.Length; at++)
                {
                    line[at] = letters[line[at] % letters.Length];
                }
            }

            miner.Mine(line);
        }

        miner.Consolidate();
        foreach (var template in miner.Templates())
        {
            Assert.That(template.Text, Is.Not.Null);
        }
    }

    [Test]
    public void EmptyNulAndEndlessLines_AreRecordsToo()
    {
        var miner = new TemplateMiner();
        miner.Mine([]);
        miner.Mine(new byte[4096]);
        miner.Mine(new byte[2_000_000]);
        miner.Mine(Encoding.UTF8.GetBytes(new string('x', 1_000_000)));

        Assert.That(miner.Counters, Has.Property(nameof(MinerCounters.Records)).EqualTo(4).And.Property(nameof(MinerCounters.Cut)).EqualTo(2).And.Property(nameof(MinerCounters.Binary)).EqualTo(2));
    }

    private static string Word(Random random) => string.Concat(Enumerable.Range(0, 7).Select(_ => (char)('a' + random.Next(26))));
}
