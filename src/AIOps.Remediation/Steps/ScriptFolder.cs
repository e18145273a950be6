namespace AIOps.Remediation.Steps;

/// <summary>A folder for the scripts of one attempt; a daemon that a script leaves behind has read what it needs.</summary>
internal sealed class ScriptFolder : IDisposable
{
    private ScriptFolder(string path) => Path = path;

    public string Path { get; }

    public static ScriptFolder Make(string runId)
    {
        var folder = Directory.CreateTempSubdirectory($"aiops-{runId}-").FullName;
        if (!OperatingSystem.IsWindows())
        {
            // A step may run as another user, who reads the scripts and cannot change them.
            File.SetUnixFileMode(folder, (UnixFileMode)0b111_101_101);
        }

        return new ScriptFolder(folder);
    }

    public void Dispose()
    {
        try
        {
            Directory.Delete(Path, recursive: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Left to whoever tidies the temporary folder.
        }
    }
}
