using System.Globalization;
using System.Text;

namespace AIOps.Server.Web;

/// <summary>
/// Makes text from outside safe to show to people: telemetry names may carry control characters, terminal escapes and characters that turn the direction of writing or
/// are invisible, so that a line reads as something that it is not. They are shown by their code instead.
/// </summary>
internal static class PlainText
{
    public const int MaxLength = 20_000;

    public static string Clean(string? text, bool oneLine = false)
    {
        if (string.IsNullOrEmpty(text))
        {
            return "";
        }

        if (text.Length <= MaxLength && !NeedsCleaning(text, oneLine))
        {
            return text;
        }

        var kept = new StringBuilder(text.Length + 16);
        foreach (var rune in text.EnumerateRunes())
        {
            if (kept.Length >= MaxLength)
            {
                kept.Append('…');
                break;
            }

            if (rune.Value is '\n' or '\t' or '\r')
            {
                // a return alone would let a terminal write over the line
                kept.Append(oneLine || rune.Value == '\r' ? ' ' : (char)rune.Value);
            }
            else if (IsHostile(rune))
            {
                kept.Append(CultureInfo.InvariantCulture, $"⟨U+{rune.Value:X4}⟩");
            }
            else
            {
                kept.Append(rune);
            }
        }

        return kept.ToString();
    }

    private static bool NeedsCleaning(string text, bool oneLine)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.Value == '\r' || (rune.Value is '\n' or '\t' ? oneLine : IsHostile(rune)))
            {
                return true;
            }
        }

        return HasLoneSurrogate(text);
    }

    private static bool HasLoneSurrogate(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                i++;
            }
            else if (char.IsSurrogate(text[i]))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsHostile(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned;
}
