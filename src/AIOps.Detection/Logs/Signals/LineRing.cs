namespace AIOps.Detection.Logs.Signals;

/// <summary>The last raw lines of a source in a fixed buffer; lines are cut. Nothing is allocated per line.</summary>
internal sealed class LineRing
{
    private const int Lines = 64;
    private const int LineBytes = 512;

    private readonly byte[] _bytes = new byte[Lines * LineBytes];
    private readonly int[] _lengths = new int[Lines];
    private readonly int[] _templates = new int[Lines];

    /// <summary>Number of the next line.</summary>
    public long Next { get; private set; }

    public void Add(ReadOnlySpan<byte> line)
    {
        var slot = (int)(Next++ % Lines);
        var length = Math.Min(line.Length, LineBytes);
        line[..length].CopyTo(_bytes.AsSpan(slot * LineBytes));
        _lengths[slot] = length;
        _templates[slot] = 0;
    }

    /// <summary>Tells the template of the line that was added last.</summary>
    public void Mark(int template) => _templates[(int)((Next - 1) % Lines)] = template;

    /// <summary>Number of the last line of a template, or -1 when none is held.</summary>
    public long Find(Func<int, bool> isTemplate)
    {
        for (var line = Next - 1; line >= Math.Max(0, Next - Lines); line--)
        {
            if (isTemplate(_templates[(int)(line % Lines)]))
            {
                return line;
            }
        }

        return -1;
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
