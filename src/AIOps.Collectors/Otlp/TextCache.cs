using System.Text;

namespace AIOps.Collectors.Otlp;

/// <summary>Strings of texts that come again and again, by a hash of their bytes whose seed no sender knows. Thread safe and bounded.</summary>
internal sealed class TextCache(int capacity)
{
    private readonly GenerationCache<ulong, string> _texts = new(capacity);

    public string Get(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length > 256)
        {
            utf8 = utf8[..256];
        }

        var hash = KeyHash.Of(utf8);
        if (_texts.Find(hash, out _) is { } known)
        {
            return known;
        }

        if (_texts.IsFull)
        {
            _texts.Turn();
        }

        var text = Encoding.UTF8.GetString(utf8);
        _texts.Add(hash, text);
        return text;
    }
}
