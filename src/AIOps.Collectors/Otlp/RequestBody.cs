using System.Buffers;
using System.IO.Compression;

namespace AIOps.Collectors.Otlp;

/// <summary>A request's body in a pooled buffer, bounded by itself and by what all requests hold together.</summary>
internal sealed class RequestBody(BytesInFlight inFlight, int most) : IDisposable
{
    private byte[] _buffer = [];
    private int _length;

    /// <summary>What was read.</summary>
    public ReadOnlyMemory<byte> Bytes => _buffer.AsMemory(0, _length);

    /// <summary>Reads a stream to its end.</summary>
    /// <returns>Null when all was read, else why not: too large, or overload.</returns>
    public async ValueTask<Refusal?> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (_length == _buffer.Length && !Grow())
            {
                return _buffer.Length >= most ? Refusal.TooLarge : Refusal.Overload;
            }

            var read = await stream.ReadAsync(_buffer.AsMemory(_length), cancellationToken).ConfigureAwait(false);
            if (read == 0)
            {
                return _length > most ? Refusal.TooLarge : null;
            }

            _length += read;
            if (_length > most)
            {
                return Refusal.TooLarge;
            }
        }
    }

    /// <summary>Unpacks gzip.</summary>
    /// <exception cref="InvalidDataException">It is no gzip.</exception>
    public async ValueTask<Refusal?> UnpackAsync(ReadOnlyMemory<byte> packed, CancellationToken cancellationToken)
    {
        using var source = new MemoryStream(packed.ToArray(), writable: false);
        using var gzip = new GZipStream(source, CompressionMode.Decompress);
        return await ReadAsync(gzip, cancellationToken).ConfigureAwait(false);
    }

    public void Dispose()
    {
        if (_buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            inFlight.Return(_buffer.Length);
            _buffer = [];
            _length = 0;
        }
    }

    private bool Grow()
    {
        if (_buffer.Length >= most)
        {
            return false;
        }

        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(16 * 1024, _buffer.Length * 2));
        if (!inFlight.TryTake(larger.Length))
        {
            ArrayPool<byte>.Shared.Return(larger);
            return false;
        }

        _buffer.AsSpan(0, _length).CopyTo(larger);
        if (_buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            inFlight.Return(_buffer.Length);
        }

        _buffer = larger;
        return true;
    }
}
