namespace AIOps.Server.Offline;

/// <summary>Logs and traces of the fault-free stretch: files named after it.</summary>
internal static class Companion
{
    /// <summary>The fault-free stretch was recorded at another time, perhaps later: it is moved far before the case.</summary>
    public const long LongAgo = -10L * 365 * 24 * 3_600_000;

    public static string? Of(string? baseline, string suffix)
    {
        if (baseline is null)
        {
            return null;
        }

        var path = Path.Combine(Path.GetDirectoryName(baseline)!, Path.GetFileNameWithoutExtension(baseline) + suffix);
        return File.Exists(path) ? path : null;
    }
}
