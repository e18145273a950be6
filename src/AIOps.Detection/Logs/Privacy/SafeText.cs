using System.Text;

namespace AIOps.Detection.Logs.Privacy;

/// <summary>Text that can be shown: no control characters, no escape sequences, no bidirectional overrides.</summary>
internal static class SafeText
{
    public static void Append(StringBuilder safe, ReadOnlySpan<char> text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            var letter = text[i];
            if (letter == '\u001b')
            {
                i += EscapeLength(text[i..]) - 1;
            }
            else if (letter is '\t' or '\n' or '\r')
            {
                safe.Append(' ');
            }
            else if (!IsHidden(letter))
            {
                safe.Append(letter);
            }
        }
    }

    // C0 and C1 controls, zero-width and bidirectional characters, byte order mark
    private static bool IsHidden(char letter) =>
        letter < ' ' || letter is >= '\u007f' and <= '\u009f' or >= '\u200b' and <= '\u200f' or >= '\u2028' and <= '\u202e' or >= '\u2060' and <= '\u206f' or '\u061c' or '\ufeff';

    private static int EscapeLength(ReadOnlySpan<char> text)
    {
        if (text.Length < 2 || text[1] != '[')
        {
            return Math.Min(2, text.Length);
        }

        var i = 2;
        while (i < text.Length && i < 24 && text[i] is >= ' ' and < '@')
        {
            i++;
        }

        return Math.Min(i + 1, text.Length);
    }
}
