using System.Globalization;
using System.Text;

namespace AIOps.Remediation.Expressions;

/// <summary>Cuts an expression into tokens.</summary>
internal static class Tokenizer
{
    public static List<Token> Cut(string text)
    {
        var tokens = new List<Token>();
        var at = 0;
        while (at < text.Length)
        {
            var c = text[at];
            if (c is ' ' or '\t' or '\n' or '\r')
            {
                at++;
            }
            else if (c is '\'' or '"')
            {
                tokens.Add(Quoted(text, ref at));
            }
            else if (char.IsAsciiDigit(c) || (c == '-' && at + 1 < text.Length && char.IsAsciiDigit(text[at + 1])))
            {
                tokens.Add(Number(text, ref at));
            }
            else if (char.IsAsciiLetter(c) || c == '_')
            {
                var start = at;
                while (at < text.Length && (char.IsAsciiLetterOrDigit(text[at]) || text[at] is '_' or '.' or '/' || (text[at] == '-' && at + 1 < text.Length && char.IsAsciiLetterOrDigit(text[at + 1]))))
                {
                    at++;
                }

                tokens.Add(new Token(TokenKind.Name, text[start..at], 0, start + 1));
            }
            else
            {
                var symbol = text.AsSpan(at) switch
                {
                    ['=', '=', ..] => "==",
                    ['!', '=', ..] => "!=",
                    ['<', '=', ..] => "<=",
                    ['>', '=', ..] => ">=",
                    _ => c is '<' or '>' or '(' or ')' or '[' or ']' or ',' ? c.ToString() : throw new ExpressionMistakeException($"column {at + 1}: '{Shown(c)}' has no meaning here; texts stand in single quotes, operators are == != < <= > >= in matches and or not"),
                };
                tokens.Add(new Token(TokenKind.Symbol, symbol, 0, at + 1));
                at += symbol.Length;
            }
        }

        tokens.Add(new Token(TokenKind.End, "", 0, text.Length + 1));
        return tokens;
    }

    private static string Shown(char c) => char.IsControl(c) || char.IsSurrogate(c) ? $"U+{(int)c:X4}" : c.ToString();

    private static Token Quoted(string text, ref int at)
    {
        var (quote, start) = (text[at], at);
        var value = new StringBuilder();
        for (at++; at < text.Length; at++)
        {
            if (text[at] != quote)
            {
                value.Append(text[at]);
            }
            else if (at + 1 < text.Length && text[at + 1] == quote)
            {
                // a doubled quote is the quote itself, as in YAML and SQL
                value.Append(quote);
                at++;
            }
            else
            {
                at++;
                return new Token(TokenKind.Text, value.ToString(), 0, start + 1);
            }
        }

        throw new ExpressionMistakeException($"column {start + 1}: a text that begins here has no closing {quote}");
    }

    private static Token Number(string text, ref int at)
    {
        var start = at;
        at++;
        while (at < text.Length && (char.IsAsciiDigit(text[at]) || text[at] == '.' || text[at] is 'e' or 'E' || (text[at] is '-' or '+' && text[at - 1] is 'e' or 'E')))
        {
            at++;
        }

        if (!double.TryParse(text.AsSpan(start, at - start), NumberStyles.Float, CultureInfo.InvariantCulture, out var value) || !double.IsFinite(value))
        {
            throw new ExpressionMistakeException($"column {start + 1}: '{text[start..at]}' is no number");
        }

        if (at < text.Length && text[at] == '%')
        {
            at++;
            value /= 100;
        }

        return new Token(TokenKind.Number, text[start..at], value, start + 1);
    }
}
