using System.Security.Cryptography;
using AIOps.Contracts.Telemetry;
using Microsoft.Win32.SafeHandles;

namespace AIOps.Collectors.LogFiles;

/// <summary>
/// One log, followed by its open handle: a file that is renamed is read to its end before the new one of its name is begun, and one that is cut begins anew.
/// Which name a handle has now is asked of /proc/self/fd, so no inode numbers are needed. Positions move only when what was read is safe.
/// </summary>
internal sealed class FollowedFile(string path, LogSource source, int maxLineBytes, CollectorInstruments instruments) : IDisposable
{
    private const int FingerprintMost = 256;
    private const int ChunkBytes = 256 * 1024;
    private readonly byte[] _buffer = new byte[Math.Max(ChunkBytes, maxLineBytes + 1)];
    private SafeFileHandle? _handle;
    private string? _openedAs;
    private string _fingerprint = "";
    private int _fingerprintBytes;
    private long _offset;
    private long _next;
    private bool _skipping;
    private bool _skippingNext;

    /// <summary>True when it was read to its end and nothing has its name any more.</summary>
    public bool IsGone => _handle is null && !File.Exists(path);

    /// <summary>How far the log was handed on.</summary>
    public LogPosition Position => new(path, _fingerprint, _fingerprintBytes, _offset);

    /// <summary>Bytes that were not handed on yet.</summary>
    public long Backlog => _handle is null ? 0 : Math.Max(0, RandomAccess.GetLength(_handle) - _offset);

    /// <summary>Opens the log where it was left, or a renamed one that was not read to its end.</summary>
    /// <param name="known">Its position of before, or null.</param>
    /// <param name="fromStart">Without a position: whether to begin at its start or at its end.</param>
    public void Open(LogPosition? known, bool fromStart)
    {
        if (known is { } position && !Matches(path, position) && Renamed(position) is { } renamed && TryOpen(renamed))
        {
            Resume(position);

            // It is not under its own name, so it is left as soon as its end is reached.
            _openedAs = path;
            return;
        }

        if (!TryOpen(path))
        {
            return;
        }

        if (known is { } own && Matches(path, own))
        {
            Resume(own);
        }
        else if (known is null && !fromStart)
        {
            _offset = RandomAccess.GetLength(_handle!);
        }
    }

    /// <summary>Reads whole lines that have come since, at most one chunk.</summary>
    /// <returns>True when there is more to read at once.</returns>
    public bool Read(LogBatch batch, long unixMilliseconds)
    {
        (_next, _skippingNext) = (_offset, _skipping);
        if (_handle is null && (!File.Exists(path) || !TryOpen(path)))
        {
            return false;
        }

        var length = RandomAccess.GetLength(_handle!);
        if (length < _offset || !IsStillTheSame())
        {
            (_offset, _next, _skipping, _skippingNext, _fingerprint, _fingerprintBytes) = (0, 0, false, false, "", 0);
        }

        Learn();
        var read = RandomAccess.Read(_handle!, _buffer, _offset);
        if (read == 0)
        {
            // At the end: has another file taken its name?
            if (NameNow() != _openedAs)
            {
                Close();
                return File.Exists(path);
            }

            return false;
        }

        var rest = new ReadOnlySpan<byte>(_buffer, 0, read);
        while (LineSplitter.TryTake(ref rest, out var line))
        {
            Take(line, batch, unixMilliseconds);
        }

        var used = read - rest.Length;
        if (used == 0 && (read > maxLineBytes || _skippingNext || (NameNow() != _openedAs && read + _offset >= length)))
        {
            // A line longer than its bound, or the last one of a renamed file, which will get no end any more.
            Take(rest, batch, unixMilliseconds);
            _skippingNext = NameNow() == _openedAs || read + _offset < length;
            used = read;
        }

        _next = _offset + used;
        return used > 0;
    }

    /// <summary>What <see cref="Read"/> gave is safe.</summary>
    public void Confirm() => (_offset, _skipping) = (_next, _skippingNext);

    public void Dispose() => Close();

    private void Take(ReadOnlySpan<byte> line, LogBatch batch, long unixMilliseconds)
    {
        if (_skippingNext)
        {
            // The rest of a line whose beginning was taken.
            _skippingNext = false;
            return;
        }

        if (line.Length > maxLineBytes)
        {
            instruments.OnRefused(Collector.LogFiles, Refusal.TooLarge);
            line = line[..maxLineBytes];
        }

        if (!line.IsEmpty)
        {
            batch.Add(source, unixMilliseconds, (byte)LogSeverity.Unspecified, line);
        }
    }

    private void Resume(LogPosition position) => (_offset, _fingerprint, _fingerprintBytes) = (position.Offset, position.Fingerprint, position.FingerprintBytes);

    private bool TryOpen(string name)
    {
        try
        {
            _handle = File.OpenHandle(name, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            (_offset, _next, _skipping, _skippingNext, _fingerprint, _fingerprintBytes) = (0, 0, false, false, "", 0);
            _openedAs = NameNow();
            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            instruments.OnRefused(Collector.LogFiles, Refusal.Missing);
            return false;
        }
    }

    private void Close()
    {
        _handle?.Dispose();
        _handle = null;
    }

    private string? NameNow()
    {
        try
        {
            return new FileInfo($"/proc/self/fd/{_handle!.DangerousGetHandle()}").LinkTarget;
        }
        catch (IOException)
        {
            return null;
        }
    }

    // A log that was cut and has grown past where we were is told by its first bytes.
    private bool IsStillTheSame() => _fingerprintBytes == 0 || Hash(_handle!, _fingerprintBytes) == _fingerprint;

    private void Learn()
    {
        var bytes = (int)Math.Min(FingerprintMost, RandomAccess.GetLength(_handle!));
        if (bytes > _fingerprintBytes)
        {
            (_fingerprint, _fingerprintBytes) = (Hash(_handle!, bytes), bytes);
        }
    }

    private string? Renamed(LogPosition position)
    {
        var folder = Path.GetDirectoryName(path)!;
        return Directory.Exists(folder) ? Directory.EnumerateFiles(folder, Path.GetFileName(path) + "*").Where(name => name != path).Take(100).FirstOrDefault(name => Matches(name, position)) : null;
    }

    private static bool Matches(string name, LogPosition position)
    {
        try
        {
            using var handle = File.OpenHandle(name, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            return position.FingerprintBytes > 0 && RandomAccess.GetLength(handle) >= position.Offset && Hash(handle, position.FingerprintBytes) == position.Fingerprint;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static string Hash(SafeFileHandle handle, int bytes)
    {
        Span<byte> first = stackalloc byte[FingerprintMost];
        bytes = Math.Min(bytes, FingerprintMost);
        var used = 0;
        while (used < bytes && RandomAccess.Read(handle, first[used..bytes], used) is var read and > 0)
        {
            used += read;
        }

        return Convert.ToHexStringLower(SHA256.HashData(first[..used]).AsSpan(0, 16));
    }
}
