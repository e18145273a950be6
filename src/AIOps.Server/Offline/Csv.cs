namespace AIOps.Server.Offline;

/// <summary>Fields of a CSV file (RFC 4180).</summary>
internal static class Csv
{
    public static string Field(string text) =>
        text.AsSpan().ContainsAny(",\"\r\n") || text.StartsWith(' ') || text.EndsWith(' ') ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
}
