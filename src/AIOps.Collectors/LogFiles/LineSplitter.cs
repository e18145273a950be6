namespace AIOps.Collectors.LogFiles;

/// <summary>Splits what was read into lines and cuts those that are too long. Pure.</summary>
internal static class LineSplitter
{
    /// <summary>Takes the next whole line.</summary>
    /// <param name="rest">What is left; moved behind the line.</param>
    /// <param name="line">The line without its end.</param>
    /// <returns>False when no whole line is left.</returns>
    public static bool TryTake(ref ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> line)
    {
        var end = rest.IndexOf((byte)'\n');
        if (end < 0)
        {
            line = default;
            return false;
        }

        line = rest[..end].TrimEnd((byte)'\r');
        rest = rest[(end + 1)..];
        return true;
    }
}
