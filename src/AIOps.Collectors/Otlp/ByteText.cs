namespace AIOps.Collectors.Otlp;

/// <summary>A growing byte buffer with a bound: what does not fit is cut and remembered.</summary>
internal sealed class ByteText(int bound)
{
    private byte[] _bytes = new byte[256];

    public int Length { get; private set; }

    /// <summary>True when something did not fit.</summary>
    public bool Cut { get; private set; }

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Length);

    public void Clear()
    {
        Length = 0;
        Cut = false;
    }

    /// <summary>Drops what was written after a position.</summary>
    public void Rewind(int length) => Length = length;

    public void Add(ReadOnlySpan<byte> text)
    {
        if (text.Length > bound - Length)
        {
            Cut = true;
            text = text[..(bound - Length)];
        }

        if (Length + text.Length > _bytes.Length)
        {
            Array.Resize(ref _bytes, Math.Min(bound, Math.Max(_bytes.Length * 2, Length + text.Length)));
        }

        text.CopyTo(_bytes.AsSpan(Length));
        Length += text.Length;
    }
}
