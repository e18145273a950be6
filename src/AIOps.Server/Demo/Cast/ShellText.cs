namespace AIOps.Server.Demo.Cast;

/// <summary>Words as a POSIX shell reads them.</summary>
internal static class ShellText
{
    public static string Quote(string word) => $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    public static string Quote(IEnumerable<string> words) => string.Join(' ', words.Select(Quote));
}
