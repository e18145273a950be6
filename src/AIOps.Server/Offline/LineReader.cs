namespace AIOps.Server.Offline;

/// <summary>Lines of a stream as bytes, LF or CRLF, without decoding; a line longer than <see cref="MaxLine"/> is cut and the rest of it skipped.</summary>
internal sealed class LineReader(Stream stream) : IDisposable
{
    public const int MaxLine = 64 * 1024;

    private readonly byte[] _buffer = new byte[256 * 1024];
    private int _start;
    private int _end;
    private bool _ended;
    private int _lineStart;
    private int _lineLength;

    /// <summary>The line that <see cref="Next"/> found; valid until the next call.</summary>
    public ReadOnlySpan<byte> Line => _buffer.AsSpan(_lineStart, _lineLength);

    /// <summary>Lines that were cut.</summary>
    public long Cut { get; private set; }

    /// <summary>Bytes read so far.</summary>
    public long BytesRead { get; private set; }

    public bool Next()
    {
        while (true)
        {
            var at = _buffer.AsSpan(_start, _end - _start).IndexOf((byte)'\n');
            if (at >= 0)
            {
                Cut += at > MaxLine ? 1 : 0;
                Take(Math.Min(at, MaxLine), at + 1);
                return true;
            }

            if (_ended)
            {
                if (_end == _start)
                {
                    return false;
                }

                Cut += _end - _start > MaxLine ? 1 : 0;
                Take(Math.Min(_end - _start, MaxLine), _end - _start);
                return true;
            }

            if (_end - _start >= MaxLine)
            {
                Take(MaxLine, MaxLine);
                Cut++;
                Skip();
                return true;
            }

            Fill();
        }
    }

    public void Dispose() => stream.Dispose();

    private void Take(int length, int consumed)
    {
        _lineStart = _start;
        _lineLength = length > 0 && _buffer[_start + length - 1] == (byte)'\r' ? length - 1 : length;
        _start += consumed;
    }

    private void Fill()
    {
        if (_start > 0 && _end + MaxLine > _buffer.Length)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _end -= _start;
            _start = 0;
        }

        var read = stream.Read(_buffer, _end, _buffer.Length - _end);
        _ended = read == 0;
        _end += read;
        BytesRead += read;
    }

    // The line stays where it is in the buffer; only what follows it is read over.
    private void Skip()
    {
        var keep = _start;
        while (true)
        {
            var at = _buffer.AsSpan(_start, _end - _start).IndexOf((byte)'\n');
            if (at >= 0)
            {
                _start += at + 1;
                return;
            }

            _start = keep;
            _end = keep;
            if (_end == _buffer.Length)
            {
                _buffer.AsSpan(_lineStart, _lineLength).CopyTo(_buffer);
                _lineStart = 0;
                _start = _end = keep = _lineLength;
            }

            var read = stream.Read(_buffer, _end, _buffer.Length - _end);
            if (read == 0)
            {
                _ended = true;
                return;
            }

            _end += read;
            BytesRead += read;
        }
    }
}
