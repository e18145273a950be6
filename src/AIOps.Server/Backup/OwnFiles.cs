using System.Security.Cryptography;

namespace AIOps.Server.Backup;

/// <summary>Folders and files that their owner alone may use.</summary>
internal static class OwnFiles
{
    private const UnixFileMode FileMode600 = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public static void MakeFolder(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, FileMode600 | UnixFileMode.UserExecute);
        }
    }

    /// <summary>Copies a file to a place where there is none, onto the disk.</summary>
    public static void Copy(string from, string to)
    {
        using var source = new FileStream(from, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = FileMode600;
        }

        using var copy = new FileStream(to, options);
        source.CopyTo(copy);
        copy.Flush(flushToDisk: true);
    }

    public static void Write(string path, string text)
    {
        using (var file = new StreamWriter(new FileStream(path, FileMode.CreateNew)))
        {
            file.Write(text);
        }

        Close(path);
    }

    /// <summary>Takes the rights of others from a file and puts it onto the disk.</summary>
    public static void Close(string path)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, FileMode600);
        }

        using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite);
        file.Flush(flushToDisk: true);
    }

    public static BackupFile Describe(string folder, string path)
    {
        using var file = File.OpenRead(path);
        return new BackupFile(Path.GetRelativePath(folder, path).Replace('\\', '/'), file.Length, Convert.ToHexStringLower(SHA256.HashData(file)));
    }
}
