using AIOps.Contracts.Telemetry;

namespace AIOps.Collectors.Host;

/// <summary>Disks, file systems and network interfaces, each a member of the host.</summary>
internal sealed class DeviceReadings
{
    private readonly Dictionary<string, string> _members = [];

    public void Read(ProcFiles files, HostSeries series)
    {
        foreach (var disk in DiskCounters.Parse(files.Read("diskstats")))
        {
            var member = Member("disk:", disk.Device);
            Both("system.disk.io", "By", "disk.io.direction", "read", disk.ReadBytes, "write", disk.WrittenBytes, member);
            Both("system.disk.operations", "{operation}", "disk.io.direction", "read", disk.Reads, "write", disk.Writes, member);
            Both("system.disk.operation_time", "s", "disk.io.direction", "read", disk.ReadTime, "write", disk.WriteTime, member);
            series.Add("system.disk.io_time", SeriesKind.Counter, "s", disk.BusyTime, member);
            series.Add("system.disk.pending_operations", SeriesKind.Gauge, "{operation}", disk.InFlight, member);
        }

        foreach (var network in NetworkCounters.Parse(files.Read("self/net/dev")))
        {
            var member = Member("interface:", network.Interface);
            Both("system.network.io", "By", "network.io.direction", "receive", network.ReceivedBytes, "transmit", network.SentBytes, member);
            Both("system.network.packet.count", "{packet}", "network.io.direction", "receive", network.ReceivedPackets, "transmit", network.SentPackets, member);
            Both("system.network.errors", "{error}", "network.io.direction", "receive", network.ReceiveErrors, "transmit", network.SendErrors, member);
            Both("system.network.packet.dropped", "{packet}", "network.io.direction", "receive", network.ReceiveDrops, "transmit", network.SendDrops, member);
        }

        if (TcpCounters.Parse(files.Read("self/net/snmp")) is { } tcp)
        {
            series.Add("system.network.connection.count", SeriesKind.Gauge, "{connection}", tcp.Established, null, "network.connection.state", "established");
            series.Add("system.network.tcp.retransmits", SeriesKind.Counter, "{segment}", tcp.Retransmitted);
            series.Add("system.network.tcp.resets", SeriesKind.Counter, "{connection}", tcp.Resets);
        }

        foreach (var mount in MountPoint.Parse(files.Read("self/mounts")))
        {
            if (FileSystemSpace.Read(mount.Path) is not { } space)
            {
                continue;
            }

            var member = Member("mount:", mount.Path);
            series.Add("system.filesystem.utilization", SeriesKind.Ratio, "1", space.Utilization, member);
            series.Add("system.filesystem.usage", SeriesKind.Gauge, "By", space.Available, member, "system.filesystem.state", "free");
            if (space.InodeUtilization is { } inodes)
            {
                series.Add("system.filesystem.inodes.utilization", SeriesKind.Ratio, "1", inodes, member);
            }
        }

        void Both(string metric, string unit, string label, string first, double firstValue, string second, double secondValue, string member)
        {
            series.Add(metric, SeriesKind.Counter, unit, firstValue, member, label, first);
            series.Add(metric, SeriesKind.Counter, unit, secondValue, member, label, second);
        }
    }

    private string Member(string prefix, string name)
    {
        if (!_members.TryGetValue(name, out var member))
        {
            if (_members.Count > 1024)
            {
                _members.Clear();
            }

            _members.Add(name, member = prefix + name);
        }

        return member;
    }
}
