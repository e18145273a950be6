namespace AIOps.Detection.Logs.Privacy;

/// <summary>What secrets look like. Spans are half-open character ranges.</summary>
internal static class SecretShapes
{
    private const int MaxValue = 4096;

    /// <summary>Parts of key names whose values are secrets.</summary>
    public static readonly string[] Keys =
    [
        "password", "passwd", "passphrase", "pwd", "secret", "token", "apikey", "api_key", "api-key", "accesskey", "access_key", "access-key",
        "privatekey", "private_key", "authorization", "credential", "cookie", "sessionid", "session_id", "session-id", "sessid", "signature", "connectionstring",
    ];

    /// <summary>Well-known beginnings of tokens.</summary>
    public static readonly string[] Prefixes =
    [
        "AKIA", "ASIA", "ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_", "glpat-", "xoxb-", "xoxp-", "xoxa-", "xoxs-", "sk-", "sk_live_", "sk_test_", "rk_live_",
        "pk_live_", "AIza", "ya29.", "eyJ", "SG.", "npm_", "pypi-", "dop_v1_", "shpat_", "hvs.", "AGE-SECRET-KEY-",
    ];

    public static bool IsWord(char letter) => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-' or '.' or '+' or '/' or '~' || letter >= 128;

    public static bool Names(ReadOnlySpan<char> word, string[] keys)
    {
        foreach (var key in keys)
        {
            var at = word.IndexOf(key, StringComparison.OrdinalIgnoreCase);
            // "tokens" and "passwords" are counted, not told
            if (at >= 0 && !(at + key.Length == word.Length - 1 && word[^1] is 's' or 'S'))
            {
                return true;
            }
        }

        // "pass" alone is a common word inside others
        return word.Equals("pass", StringComparison.OrdinalIgnoreCase) || word.Equals("pin", StringComparison.OrdinalIgnoreCase) || word.Equals("cvv", StringComparison.OrdinalIgnoreCase);
    }

    public static bool IsScheme(ReadOnlySpan<char> word) =>
        word.Equals("bearer", StringComparison.OrdinalIgnoreCase) || word.Equals("basic", StringComparison.OrdinalIgnoreCase) || word.Equals("digest", StringComparison.OrdinalIgnoreCase);

    public static (int Start, int End)? CredentialAfter(string text, int at)
    {
        var start = at;
        while (start < text.Length && text[start] == ' ')
        {
            start++;
        }

        var end = start;
        while (end < text.Length && (IsWord(text[end]) || text[end] == '='))
        {
            end++;
        }

        return start > at && end - start >= 6 && HasDigitOrMixedCase(text.AsSpan(start, end - start)) ? (start, end) : null;
    }

    /// <summary>The value after a key: behind <c>=</c>, <c>:</c>, quotes and blanks.</summary>
    public static (int Start, int End)? ValueAfter(string text, int at)
    {
        var start = at;
        var assigned = false;
        while (start < text.Length && start - at < 8 && text[start] is ' ' or '=' or ':' or '"' or '\'' or '\\' or '>' or '[')
        {
            assigned |= text[start] is '=' or ':';
            start++;
        }

        if (!assigned || start >= text.Length)
        {
            return null;
        }

        var quote = text[start - 1] is '"' or '\'' ? text[start - 1] : '\0';
        foreach (var scheme in (ReadOnlySpan<string>)["Bearer ", "Basic ", "Digest "])
        {
            if (text.AsSpan(start).StartsWith(scheme, StringComparison.OrdinalIgnoreCase))
            {
                start += scheme.Length;
            }
        }

        var end = start;
        while (end < text.Length && end - start < MaxValue && (quote != '\0' ? text[end] != quote : text[end] is not (' ' or ',' or ';' or '"' or '\'' or '&' or ')' or '}' or ']' or '\n' or '\r')))
        {
            end++;
        }

        return end > start ? (start, end) : null;
    }

    public static bool IsToken(ReadOnlySpan<char> word, string[] prefixes)
    {
        if (word.Length < 12)
        {
            return false;
        }

        foreach (var prefix in prefixes)
        {
            if (word.StartsWith(prefix, StringComparison.Ordinal) && word.Length >= prefix.Length + 8 && HasDigitOrMixedCase(word[prefix.Length..]))
            {
                return true;
            }
        }

        return word.Length >= 32 && IsRandom(word);
    }

    public static void FindPrivateKeys(string text, List<(int Start, int End)> spans)
    {
        const string Begin = "-----BEGIN ";
        const string End = "-----END ";
        for (var at = text.IndexOf(Begin, StringComparison.Ordinal); at >= 0; at = text.IndexOf(Begin, at, StringComparison.Ordinal))
        {
            var end = text.IndexOf(End, at, StringComparison.Ordinal);
            var stop = end < 0 ? text.Length : text.IndexOf("-----", end + End.Length, StringComparison.Ordinal) is var tail and >= 0 ? tail + 5 : text.Length;
            spans.Add((at, stop));
            at = stop;
        }
    }

    /// <summary>13 to 19 digits, perhaps in groups, with a right check digit.</summary>
    public static void FindCards(string text, List<(int Start, int End)> spans)
    {
        Span<int> digits = stackalloc int[20];
        var i = 0;
        while (i < text.Length)
        {
            if (!char.IsAsciiDigit(text[i]) || (i > 0 && (char.IsAsciiLetterOrDigit(text[i - 1]) || text[i - 1] is '_' or '.')))
            {
                i++;
                continue;
            }

            var count = 0;
            var end = i;
            var at = i;
            while (at < text.Length && count < 20)
            {
                if (char.IsAsciiDigit(text[at]))
                {
                    digits[count++] = text[at] - '0';
                    end = ++at;
                }
                else if (text[at] is ' ' or '-' && at + 1 < text.Length && char.IsAsciiDigit(text[at + 1]) && count % 4 is 0 or 2)
                {
                    at++;
                }
                else
                {
                    break;
                }
            }

            var whole = end >= text.Length || !(char.IsAsciiLetterOrDigit(text[end]) || text[end] == '_');
            if (whole && count is >= 13 and <= 19 && digits[0] is >= 2 and <= 6 && Luhn(digits[..count]))
            {
                spans.Add((i, end));
            }

            i = Math.Max(end, i + 1);
        }
    }

    /// <summary>User and password in <c>scheme://user:password@host</c>.</summary>
    public static void FindUserinfo(string text, List<(int Start, int End)> spans)
    {
        for (var at = text.IndexOf("://", StringComparison.Ordinal); at >= 0; at = text.IndexOf("://", at + 3, StringComparison.Ordinal))
        {
            var start = at + 3;
            var end = start;
            var last = -1;
            while (end < text.Length && end - start < MaxValue && text[end] is not (' ' or '"' or '\'' or '<' or '>' or '\n'))
            {
                if (text[end] == '@')
                {
                    last = end;
                }
                else if (text[end] is '/' or '?' && last >= 0)
                {
                    break;
                }

                end++;
            }

            if (last > start && text.AsSpan(start, last - start).Contains(':'))
            {
                spans.Add((start, last));
            }
        }
    }

    /// <summary>An e-mail address around an <c>@</c> that follows the word.</summary>
    public static (int Start, int End)? FindAddress(string text, int start, int end)
    {
        if (end >= text.Length - 3 || text[end] != '@' || !char.IsLetterOrDigit(text[end - 1]) || !char.IsLetterOrDigit(text[end + 1]))
        {
            return null;
        }

        var stop = end + 1;
        var dot = false;
        while (stop < text.Length && (char.IsLetterOrDigit(text[stop]) || text[stop] is '-' || (text[stop] == '.' && stop + 1 < text.Length && char.IsLetterOrDigit(text[stop + 1]))))
        {
            dot |= text[stop] == '.';
            stop++;
        }

        var slash = text.AsSpan(start, end - start).LastIndexOfAny('/', '=');
        return dot ? (start + slash + 1, stop) : null;
    }

    private static bool HasDigitOrMixedCase(ReadOnlySpan<char> word) =>
        word.ContainsAnyInRange('0', '9') || (word.ContainsAnyInRange('a', 'z') && word.ContainsAnyInRange('A', 'Z'));

    // Long words of small and capital letters and digits in turn; hex alone is an id or a checksum, and dots or slashes make a path.
    private static bool IsRandom(ReadOnlySpan<char> word)
    {
        var changes = 0;
        var before = 0;
        var seen = 0;
        foreach (var letter in word)
        {
            if (letter is '.')
            {
                return false;
            }

            var kind = char.IsAsciiDigit(letter) ? 1 : char.IsAsciiLetterLower(letter) ? 2 : char.IsAsciiLetterUpper(letter) ? 4 : 0;
            seen |= kind;
            changes += kind != 0 && before != 0 && kind != before ? 1 : 0;
            before = kind;
        }

        return seen == 7 && changes * 4 >= word.Length;
    }

    private static bool Luhn(ReadOnlySpan<int> digits)
    {
        var sum = 0;
        for (var i = 0; i < digits.Length; i++)
        {
            var digit = digits[digits.Length - 1 - i];
            sum += i % 2 == 0 ? digit : digit * 2 > 9 ? (digit * 2) - 9 : digit * 2;
        }

        return sum % 10 == 0;
    }
}
