using System.Text;

namespace AIOps.Collectors.Otlp;

/// <summary>Bounded strings from UTF-8 that may be invalid.</summary>
internal static class Texts
{
    public static string Read(ReadOnlySpan<byte> utf8, int most) => Encoding.UTF8.GetString(utf8[..Math.Min(utf8.Length, most)]);

    public static string Cut(string text, int most) => text.Length <= most ? text : text[..most];
}
