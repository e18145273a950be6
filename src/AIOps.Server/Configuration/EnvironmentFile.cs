using System.Text;

namespace AIOps.Server.Configuration;

/// <summary>A file of <c>KEY=VALUE</c> lines as systemd's <c>EnvironmentFile=</c> reads it: comments, quotes, escapes and lines that go on after a backslash. Pure.</summary>
/// <param name="Variables">What is set, the last of each name.</param>
/// <param name="Skipped">Numbers of the lines that set nothing, from 1: systemd passes over them in silence.</param>
internal sealed record EnvironmentFile(IReadOnlyDictionary<string, string> Variables, IReadOnlyList<int> Skipped)
{
    // what a backslash takes its meaning from between double quotes; before anything else it stays
    private const string EscapedInQuotes = "\"\\`$";

    /// <summary>Sets the variables of a file for this process, as the unit would start it with.</summary>
    /// <exception cref="StartException">The file cannot be read.</exception>
    public static EnvironmentFile Apply(string path)
    {
        try
        {
            var file = Parse(File.ReadAllText(path));
            foreach (var (name, value) in file.Variables)
            {
                Environment.SetEnvironmentVariable(name, value);
            }

            return file;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new StartException($"environment file {path} cannot be read ({failure.Message}); name the unit's, and run this as a user who may read it", failure);
        }
    }

    public static EnvironmentFile Parse(string text)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        var skipped = new List<int>();
        var (at, line) = (0, 1);
        while (at < text.Length)
        {
            if (char.IsWhiteSpace(text[at]))
            {
                line += text[at++] == '\n' ? 1 : 0;
                continue;
            }

            var began = line;
            var end = text.AsSpan(at).IndexOfAny('=', '\n');
            if (text[at] is '#' or ';' || end < 0 || text[at + end] == '\n')
            {
                if (text[at] is not ('#' or ';'))
                {
                    skipped.Add(began);
                }

                end = text.IndexOf('\n', at);
                at = end < 0 ? text.Length : end;
                continue;
            }

            var name = text[at..(at + end)].Trim();
            at += end + 1;
            var value = Value(text, ref at, ref line);
            if (IsName(name))
            {
                variables[name] = value;
            }
            else
            {
                skipped.Add(began);
            }
        }

        return new EnvironmentFile(variables, skipped);
    }

    private static bool IsName(string name) => name.Length > 0 && !char.IsAsciiDigit(name[0]) && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '_');

    private static string Value(string text, ref int at, ref int line)
    {
        var value = new StringBuilder();
        // a quote opens at the beginning, or after another one closed; blanks at the end fall away unless they were quoted or escaped
        var (kept, quote, bare) = (0, '\0', false);
        for (; at < text.Length && (quote != '\0' || text[at] != '\n'); at++)
        {
            var letter = text[at];
            line += letter == '\n' ? 1 : 0;
            if (quote == '\0' && !bare && letter is '"' or '\'')
            {
                quote = letter;
            }
            else if (quote != '\0' && letter == quote)
            {
                quote = '\0';
            }
            else if (letter == '\\' && quote != '\'' && at + 1 < text.Length)
            {
                var next = text[++at];
                line += next == '\n' ? 1 : 0;
                value.Append(next == '\n' ? "" : quote == '"' && !EscapedInQuotes.Contains(next, StringComparison.Ordinal) ? $"\\{next}" : $"{next}");
                (kept, bare) = (value.Length, quote == '\0');
            }
            else if (quote != '\0' || bare || !char.IsWhiteSpace(letter))
            {
                value.Append(letter);
                bare = quote == '\0';
                kept = bare && char.IsWhiteSpace(letter) ? kept : value.Length;
            }
        }

        return value.ToString(0, kept);
    }
}
