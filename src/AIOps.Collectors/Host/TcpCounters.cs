namespace AIOps.Collectors.Host;

/// <summary>TCP as the kernel counts it.</summary>
internal readonly record struct TcpCounters(double Established, double Retransmitted, double Resets)
{
    /// <summary>Reads the two <c>Tcp:</c> lines (names, then values) of <c>/proc/net/snmp</c>.</summary>
    public static TcpCounters? Parse(ReadOnlySpan<byte> text)
    {
        var reader = new ProcText(text);
        while (reader.NextLine(out var names))
        {
            if (!ProcText.Word(ref names).SequenceEqual("Tcp:"u8) || !reader.NextLine(out var values))
            {
                continue;
            }

            ProcText.Skip(ref values, 1);
            double established = 0, retransmitted = 0, resets = 0;
            while (ProcText.Word(ref names) is { IsEmpty: false } name)
            {
                if (!ProcText.Number(ref values, out var value))
                {
                    return null;
                }

                if (name.SequenceEqual("CurrEstab"u8))
                {
                    established = value;
                }
                else if (name.SequenceEqual("RetransSegs"u8))
                {
                    retransmitted = value;
                }
                else if (name.SequenceEqual("EstabResets"u8))
                {
                    resets = value;
                }
            }

            return new TcpCounters(established, retransmitted, resets);
        }

        return null;
    }
}
