namespace AIOps.Detection.Logs.Signals;

/// <summary>The last raw lines of a source in a fixed buffer; lines are cut. Nothing is allocated per line.</summary>
internal sealed class LineRing
{
    private const int Lines = 64;
    private const int LineBytes = 512;

    private readonly byte[] _bytes = new byte[Lines * LineBytes];
    private readonly int[] _lengths = new int[Lines];

    /// <summary>Number of the next line.</summary>
    public long Next { get; private set; }

    public void Add(ReadOnlySpan<byte> line)
    {
        var slot = (int)(Next++ % Lines);
        var length = Math.Min(line.Length, LineBytes);
        line[..length].CopyTo(_bytes.AsSpan(slot * LineBytes));
        _lengths[slot] = length;
    }

    /// <summary>Lines from a number on, masked; those that are gone are left out.</summary>
    public IEnumerable<string> Read(long from, int count, SecretMask mask)
    {
        for (var line = Math.Max(Math.Max(from, 0), Next - Lines); line < Math.Min(from + count, Next); line++)
        {
            var slot = (int)(line % Lines);
            yield return mask.Apply(_bytes.AsSpan(slot * LineBytes, _lengths[slot]), LineBytes);
        }
    }
}
