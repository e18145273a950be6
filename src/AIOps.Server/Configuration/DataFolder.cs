namespace AIOps.Server.Configuration;

/// <summary>The data folder, locked by this process as long as it lives: two processes on one embedded store would act twice.</summary>
internal sealed class DataFolder : IDisposable
{
    private readonly FileStream _lock;

    private DataFolder(string path, FileStream held)
    {
        Path = path;
        _lock = held;
    }

    public string Path { get; }

    public string TokenFile => System.IO.Path.Combine(Path, "token");

    /// <summary>Opens, and when needed creates, the folder (mode 700) and locks it.</summary>
    /// <exception cref="StartException">It cannot be created, written or locked.</exception>
    public static DataFolder Open(string path)
    {
        try
        {
            if (OperatingSystem.IsWindows())
            {
                Directory.CreateDirectory(path);
            }
            else
            {
                Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new StartException($"data folder {path}: cannot be created ({failure.Message}); name another with --data or AIOPS_DATA", failure);
        }

        var lockFile = System.IO.Path.Combine(path, "lock");
        try
        {
            var held = new FileStream(lockFile, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            held.SetLength(0);
            using var writer = new StreamWriter(held, leaveOpen: true);
            writer.Write(Environment.ProcessId);
            writer.Flush();
            held.Flush(flushToDisk: true);
            return new DataFolder(path, held);
        }
        catch (UnauthorizedAccessException failure)
        {
            throw new StartException($"data folder {path}: cannot be written ({failure.Message}); give this user the folder, or name another with --data", failure);
        }
        catch (IOException failure) when (failure.HResult is 28 or unchecked((int)0x80070070))
        {
            throw new StartException($"data folder {path}: the disk is full; free space or name another with --data", failure);
        }
        catch (IOException failure)
        {
            throw new StartException($"data folder {path}: another aiops uses it, or it cannot be written ({failure.Message}); stop that one, or name another with --data", failure);
        }
    }

    /// <summary>The folder that is used when none is named.</summary>
    public static string Default() =>
        Environment.GetEnvironmentVariable("AIOPS_DATA") is { Length: > 0 } named
            ? named
            : System.IO.Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".local", "share", "aiops");

    public void Dispose() => _lock.Dispose();
}
