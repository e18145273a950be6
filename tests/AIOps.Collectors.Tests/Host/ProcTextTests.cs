using AIOps.Collectors.Host;

namespace AIOps.Collectors.Tests.Host;

/// <summary>The pure readers of /proc over invented texts.</summary>
public sealed class ProcTextTests
{
    [Test]
    public void CpuTimes_TwoReadings_GiveSharesOfTheTimeBetween()
    {
        var before = CpuTimes.Parse("cpu  100 10 50 800 20 5 5 10 0 0\ncpu0 1 1 1 1\nctxt 9\nprocesses 77\nprocs_running 2\nprocs_blocked 1\n"u8);
        var after = CpuTimes.Parse("cpu  150 10 60 830 30 5 5 10 0 0\nctxt 12\nprocesses 80\n"u8);
        var share = after!.Value.ShareSince(before!.Value)!.Value;
        Assert.Multiple(() =>
        {
            Assert.That(before.Value.Forks, Is.EqualTo(77));
            Assert.That(before.Value.ContextSwitches, Is.EqualTo(9));
            Assert.That(share.User, Is.EqualTo(0.5));
            Assert.That(share.System, Is.EqualTo(0.1));
            Assert.That(share.Idle, Is.EqualTo(0.3));
            Assert.That(share.IoWait, Is.EqualTo(0.1));
        });
    }

    [Test]
    public void CpuTimes_IdleRanBackwards_IsZeroNotNegative()
    {
        var before = CpuTimes.Parse("cpu  100 0 0 800 20 0 0 0\n"u8)!.Value;
        var after = CpuTimes.Parse("cpu  150 0 0 800 18 0 0 0\n"u8)!.Value;
        Assert.That(after.ShareSince(before)!.Value.IoWait, Is.Zero);
    }

    [TestCase("")]
    [TestCase("cpu0 1 2 3 4\n")]
    [TestCase("cpu  1 2\n")]
    [TestCase("cpu  x y z a\n")]
    public void CpuTimes_Malformed_IsNull(string text) => Assert.That(CpuTimes.Parse(Bytes(text)), Is.Null);

    [Test]
    public void LoadAverage_IsRead() => Assert.That(LoadAverage.Parse("0.50 1.25 2.00 3/412 9911\n"u8), Is.EqualTo(new LoadAverage(0.5, 1.25, 2)));

    [Test]
    public void Memory_OldKernelWithoutAvailable_IsEstimated()
    {
        var memory = MemoryUsage.Parse("MemTotal: 1000 kB\nMemFree: 100 kB\nBuffers: 50 kB\nCached: 250 kB\nSwapTotal: 10 kB\nSwapFree: 4 kB\nHugePages_Total: 0\n"u8)!.Value;
        Assert.Multiple(() =>
        {
            Assert.That(memory.Available, Is.EqualTo(400 * 1024));
            Assert.That(memory.Used, Is.EqualTo(600 * 1024));
            Assert.That(memory.SwapFree, Is.EqualTo(4096));
        });
    }

    [Test]
    public void Pressure_TotalsAreRead() => Assert.That(
        PressureStall.Parse("some avg10=0.00 avg60=1.20 avg300=0.40 total=123456\nfull avg10=0.00 avg60=0.00 avg300=0.00 total=42\n"u8), Is.EqualTo(new PressureStall(123456, 42)));

    [Test]
    public void Pressure_CpuOfOldKernels_HasNoFullLine() => Assert.That(PressureStall.Parse("some avg10=0.00 avg60=0.00 avg300=0.00 total=7\n"u8), Is.EqualTo(new PressureStall(7, 0)));

    [Test]
    public void Disks_LoopAndUnusedDevices_AreLeftOut()
    {
        var disks = DiskCounters.Parse("   7       0 loop0 5 0 10 1 0 0 0 0 0 1 1\n 259       0 nvme9n1 100 3 2048 500 200 7 4096 1500 2 700 2000 0 0 0 0\n 8 16 sdz 0 0 0 0 0 0 0 0 0 0 0\n"u8);
        Assert.That(disks, Is.EqualTo(new[] { new DiskCounters("nvme9n1", 100, 2048 * 512, 0.5, 200, 4096 * 512, 1.5, 2, 0.7) }));
    }

    [Test]
    public void Network_NumberStuckToTheColon_IsRead()
    {
        var text = "Inter-|   Receive                |  Transmit\n face |bytes packets errs drop fifo frame compressed multicast|bytes packets errs drop fifo colls carrier compressed\n    lo: 5 5 0 0 0 0 0 0 5 5 0 0 0 0 0 0\n  ens7:1000 10 1 2 0 0 0 0 2000 20 3 4 0 0 0 0\n"u8;
        Assert.That(NetworkCounters.Parse(text), Is.EqualTo(new[] { new NetworkCounters("ens7", 1000, 10, 1, 2, 2000, 20, 3, 4) }));
    }

    [Test]
    public void Process_NameWithSpacesAndParentheses_IsRead()
    {
        var process = ProcessStat.Parse("4711 (my (odd) name) T 1 1 1 0 -1 4194304 100 0 0 0 250 50 0 0 20 0 8 0 167192 3133440 397 184467440\n"u8);
        Assert.That(process, Is.EqualTo(new ProcessStat("my (odd) name", 'T', 300, 8, 167192, 397)));
    }

    [TestCase("")]
    [TestCase("12 (x")]
    [TestCase("12 (x) S 1 2")]
    public void Process_CutShort_IsNull(string text) => Assert.That(ProcessStat.Parse(Bytes(text)), Is.Null);

    [Test]
    public void Mounts_OnlyWhatCanFillUp_IsKeptOnce()
    {
        var mounts = MountPoint.Parse("proc /proc proc rw 0 0\n/dev/sdq1 / ext4 rw,relatime 0 0\n/dev/sdq1 /bound ext4 rw 0 0\nfiler:/v /net nfs4 rw 0 0\ntmpfs /my\\040data tmpfs rw,size=4k 0 0\n/dev/sr0 /cd iso9660 ro 0 0\ntmpfs /sys/fs/cgroup tmpfs rw 0 0\n"u8);
        Assert.That(mounts.Select(mount => mount.Path), Is.EqualTo(new[] { "/", "/my data" }));
    }

    [Test]
    public void FileHandles_FreeOnesAreNotUsed() => Assert.That(FileHandles.Parse("1200\t200\t5000\n"u8), Is.EqualTo(new FileHandles(1000, 5000)));

    [Test]
    public void Kernel_CountersAreFoundByName() => Assert.That(
        KernelCounters.Parse("nr_free_pages 5\npgmajfault 11\npswpin 1\npswpout 2\noom_kill 3\n"u8), Is.EqualTo(new KernelCounters(11, 1, 2, 3)));

    [Test]
    public void Tcp_ColumnsAreFoundByName() => Assert.That(
        TcpCounters.Parse("Ip: Forwarding\nIp: 1\nTcp: RtoAlgorithm MaxConn EstabResets CurrEstab RetransSegs\nTcp: 1 -1 4 7 9\n"u8), Is.EqualTo(new TcpCounters(7, 9, 4)));

    private static byte[] Bytes(string text) => System.Text.Encoding.UTF8.GetBytes(text);
}
