namespace AIOps.Collectors.Host;

/// <summary>Run queue averaged over 1, 5 and 15 minutes.</summary>
internal readonly record struct LoadAverage(double One, double Five, double Fifteen)
{
    /// <summary>Reads <c>/proc/loadavg</c>.</summary>
    public static LoadAverage? Parse(ReadOnlySpan<byte> text) =>
        ProcText.Number(ref text, out var one) && ProcText.Number(ref text, out var five) && ProcText.Number(ref text, out var fifteen) ? new LoadAverage(one, five, fifteen) : null;
}
