namespace AIOps.Contracts.Telemetry;

/// <summary>Log records with their texts in one buffer. Not thread safe: filled by one collector, then handed on and not touched again.</summary>
public sealed class LogBatch
{
    private readonly Dictionary<LogSource, int> _positions = [];
    private readonly List<LogSource> _sources = [];
    private readonly List<LogEntry> _entries = [];
    private byte[] _bytes = new byte[4096];
    private int _used;

    /// <summary>Number of records.</summary>
    public int Count => _entries.Count;

    /// <summary>Bytes of text held.</summary>
    public int TextBytes => _used;

    /// <summary>The distinct sources.</summary>
    public IReadOnlyList<LogSource> Sources => _sources;

    /// <summary>The records in the order they came.</summary>
    public IReadOnlyList<LogEntry> Entries => _entries;

    /// <summary>The text that a range of an entry names.</summary>
    public ReadOnlySpan<byte> Text(Range range) => _bytes.AsSpan(0, _used)[range];

    /// <summary>Adds one record; the texts are copied.</summary>
    public void Add(LogSource source, long unixMilliseconds, byte severity, ReadOnlySpan<byte> body, ReadOnlySpan<byte> template = default, ReadOnlySpan<byte> traceId = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (!_positions.TryGetValue(source, out var position))
        {
            position = _sources.Count;
            _positions.Add(source, position);
            _sources.Add(source);
        }

        _entries.Add(new LogEntry(position, unixMilliseconds, severity, Put(body), Put(template), Put(traceId)));
    }

    private Range Put(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty)
        {
            return 0..0;
        }

        if (_used + text.Length > _bytes.Length)
        {
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _used + text.Length));
        }

        text.CopyTo(_bytes.AsSpan(_used));
        var range = _used..(_used + text.Length);
        _used += text.Length;
        return range;
    }
}
