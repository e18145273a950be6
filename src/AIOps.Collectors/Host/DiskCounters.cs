using System.Text;

namespace AIOps.Collectors.Host;

/// <summary>Counters of one block device since boot; times in seconds, sizes in bytes.</summary>
internal readonly record struct DiskCounters(
    string Device, double Reads, double ReadBytes, double ReadTime, double Writes, double WrittenBytes, double WriteTime, double InFlight, double BusyTime)
{
    private const double SectorBytes = 512;

    /// <summary>Reads <c>/proc/diskstats</c>: devices that were used, without loop, RAM and compressed-RAM devices.</summary>
    public static List<DiskCounters> Parse(ReadOnlySpan<byte> text, int most = 64)
    {
        var disks = new List<DiskCounters>();
        var reader = new ProcText(text);
        while (disks.Count < most && reader.NextLine(out var line))
        {
            ProcText.Skip(ref line, 2);
            var name = ProcText.Word(ref line);
            if (name.IsEmpty || name.StartsWith("loop"u8) || name.StartsWith("ram"u8) || name.StartsWith("zram"u8) || name.StartsWith("fd"u8) || name.StartsWith("sr"u8))
            {
                continue;
            }

            if (ProcText.Number(ref line, out var reads) && ProcText.Number(ref line, out _) && ProcText.Number(ref line, out var readSectors) && ProcText.Number(ref line, out var readMs)
                && ProcText.Number(ref line, out var writes) && ProcText.Number(ref line, out _) && ProcText.Number(ref line, out var writtenSectors) && ProcText.Number(ref line, out var writeMs)
                && ProcText.Number(ref line, out var inFlight) && ProcText.Number(ref line, out var busyMs) && reads + writes > 0)
            {
                disks.Add(new DiskCounters(
                    Encoding.UTF8.GetString(name), reads, readSectors * SectorBytes, readMs / 1000, writes, writtenSectors * SectorBytes, writeMs / 1000, inFlight, busyMs / 1000));
            }
        }

        return disks;
    }
}
