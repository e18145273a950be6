using System.Text;

namespace AIOps.Collectors.Host;

/// <summary>Counters of one network interface since boot.</summary>
internal readonly record struct NetworkCounters(
    string Interface, double ReceivedBytes, double ReceivedPackets, double ReceiveErrors, double ReceiveDrops, double SentBytes, double SentPackets, double SendErrors, double SendDrops)
{
    /// <summary>Reads <c>/proc/net/dev</c>: interfaces that carried traffic, without the loopback.</summary>
    public static List<NetworkCounters> Parse(ReadOnlySpan<byte> text, int most = 32)
    {
        var interfaces = new List<NetworkCounters>();
        var reader = new ProcText(text);
        while (interfaces.Count < most && reader.NextLine(out var line))
        {
            var colon = line.IndexOf((byte)':');
            if (colon < 0)
            {
                continue;
            }

            // The first number may stick to the colon.
            var name = line[..colon].Trim(" "u8);
            line = line[(colon + 1)..];
            if (name.SequenceEqual("lo"u8))
            {
                continue;
            }

            if (ProcText.Number(ref line, out var inBytes) && ProcText.Number(ref line, out var inPackets) && ProcText.Number(ref line, out var inErrors) && ProcText.Number(ref line, out var inDrops)
                && Skipped(ref line)
                && ProcText.Number(ref line, out var outBytes) && ProcText.Number(ref line, out var outPackets) && ProcText.Number(ref line, out var outErrors) && ProcText.Number(ref line, out var outDrops)
                && inBytes + outBytes > 0)
            {
                interfaces.Add(new NetworkCounters(Encoding.UTF8.GetString(name), inBytes, inPackets, inErrors, inDrops, outBytes, outPackets, outErrors, outDrops));
            }
        }

        return interfaces;
    }

    private static bool Skipped(ref ReadOnlySpan<byte> line)
    {
        ProcText.Skip(ref line, 4);
        return true;
    }
}
