using System.Text;
using AIOps.Detection.Logs.Privacy;

namespace AIOps.Detection.Logs;

/// <summary>
/// Replaces what looks like a secret by <c>***</c>: values of keys such as <c>password=</c>, bearer and basic credentials, tokens by their well-known beginnings,
/// private keys, credentials in URLs, card numbers (Luhn), e-mail addresses, long random words. Control and bidirectional characters are removed.
/// Linear in the text's length; no regular expressions.
/// </summary>
public sealed class SecretMask
{
    private const string Masked = "***";

    private readonly string[] _keys;
    private readonly string[] _prefixes;

    /// <summary>Makes a mask.</summary>
    /// <param name="options">Further rules.</param>
    public SecretMask(SecretMaskOptions? options = null)
    {
        _keys = [.. SecretShapes.Keys, .. options?.Keys ?? []];
        _prefixes = [.. SecretShapes.Prefixes, .. options?.Prefixes ?? []];
    }

    /// <summary>The text without secrets, control and bidirectional characters.</summary>
    public string Apply(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var spans = Spans(text);
        var safe = new StringBuilder(text.Length);
        var at = 0;
        foreach (var (start, end) in spans)
        {
            if (start < at)
            {
                continue;
            }

            SafeText.Append(safe, text.AsSpan(at, start - at));
            safe.Append(Masked);
            at = end;
        }

        SafeText.Append(safe, text.AsSpan(at));
        return safe.ToString();
    }

    /// <summary>Decodes UTF-8 (invalid bytes become U+FFFD), cuts at <paramref name="maxCharacters"/> and masks.</summary>
    public string Apply(ReadOnlySpan<byte> text, int maxCharacters = 1024)
    {
        // masked first, cut after: a secret that the cut would halve is still seen whole
        var whole = Apply(Encoding.UTF8.GetString(text[..Math.Min(text.Length, (maxCharacters * 4) + 1024)]));
        return whole.Length <= maxCharacters ? whole : whole[..(maxCharacters - 1)] + "…";
    }

    /// <summary>Whether the text holds something that would be masked.</summary>
    public bool Finds(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Spans(text).Count > 0;
    }

    private List<(int Start, int End)> Spans(string text)
    {
        var spans = new List<(int Start, int End)>();
        SecretShapes.FindPrivateKeys(text, spans);
        SecretShapes.FindCards(text, spans);
        SecretShapes.FindUserinfo(text, spans);
        var i = 0;
        while (i < text.Length)
        {
            if (!SecretShapes.IsWord(text[i]))
            {
                i++;
                continue;
            }

            var start = i;
            while (i < text.Length && SecretShapes.IsWord(text[i]))
            {
                i++;
            }

            var word = text.AsSpan(start, i - start);
            if (SecretShapes.IsToken(word, _prefixes))
            {
                spans.Add((start, i));
            }
            else if (SecretShapes.IsScheme(word) && SecretShapes.CredentialAfter(text, i) is { } credential)
            {
                spans.Add(credential);
                i = credential.End;
            }
            else if (SecretShapes.Names(word, _keys) && SecretShapes.ValueAfter(text, i) is { } value)
            {
                spans.Add(value);
                i = value.End;
            }
            else if (SecretShapes.FindAddress(text, start, i) is { } address)
            {
                spans.Add(address);
            }
        }

        spans.Sort();
        return spans;
    }
}
