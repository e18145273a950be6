namespace AIOps.Collectors.Host;

/// <summary>Reads small kernel files into one buffer; a file that is not there is counted once and not asked for again.</summary>
internal sealed class ProcFiles(string procFolder, CollectorInstruments instruments)
{
    private const int MostBytes = 1 << 20;
    private readonly HashSet<string> _missing = [];
    private byte[] _buffer = new byte[16 * 1024];

    /// <summary>The folder that stands for /proc.</summary>
    public string Folder => procFolder;

    /// <summary>The file's text, valid until the next call; empty when it is not there or cannot be read.</summary>
    public ReadOnlySpan<byte> Read(string name)
    {
        if (_missing.Contains(name))
        {
            return default;
        }

        try
        {
            return ReadNow(Path.Combine(procFolder, name));
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException or UnauthorizedAccessException)
        {
            instruments.OnRefused(Collector.Host, Refusal.Missing);
            _missing.Add(name);
            return default;
        }
        catch (IOException)
        {
            instruments.OnRefused(Collector.Host, Refusal.Missing);
            return default;
        }
    }

    /// <summary>The stat file of a process; empty when the process has ended, which is no fault.</summary>
    public ReadOnlySpan<byte> ReadProcess(string folder)
    {
        try
        {
            return ReadNow(Path.Combine(folder, "stat"));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return default;
        }
    }

    private ReadOnlySpan<byte> ReadNow(string path)
    {
        using var handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var used = 0;
        while (true)
        {
            if (used == _buffer.Length)
            {
                if (used >= MostBytes)
                {
                    return _buffer;
                }

                Array.Resize(ref _buffer, used * 2);
            }

            // Files of /proc tell no length: only an empty read ends them.
            var read = RandomAccess.Read(handle, _buffer.AsSpan(used), used);
            if (read == 0)
            {
                return _buffer.AsSpan(0, used);
            }

            used += read;
        }
    }
}
