using System.Security.Cryptography;
using System.Text;
using AIOps.Server.Configuration;

namespace AIOps.Server.Web.Access;

/// <summary>The token in <c>&lt;data&gt;/token</c>: made at the first start, readable by its owner only, compared in constant time.</summary>
internal sealed class AccessToken
{
    private readonly byte[] _hash;

    private AccessToken(string text, string path)
    {
        _hash = SHA256.HashData(Encoding.UTF8.GetBytes(text));
        SessionKey = HKDF.DeriveKey(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(text), 32, info: "aiops console session"u8.ToArray());
        Path = path;
    }

    public string Path { get; }

    /// <summary>Signs console sessions; another token makes another key, so old sessions end.</summary>
    public byte[] SessionKey { get; }

    /// <summary>Reads the token, or makes it.</summary>
    /// <exception cref="StartException">The file is too short, or others can read it; the message says what to do.</exception>
    public static AccessToken LoadOrCreate(string path)
    {
        if (!File.Exists(path))
        {
            TryCreate(path);
        }

        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & ~(UnixFileMode.UserRead | UnixFileMode.UserWrite)) is var open and not UnixFileMode.None)
        {
            throw new StartException($"{path} can be used by others ({open}): run chmod 600 {path}, and delete it first if anybody may have read it");
        }

        var text = File.ReadAllText(path).Trim();
        return text.Length >= 20
            ? new AccessToken(text, path)
            : throw new StartException($"{path} holds {text.Length} characters; a token has at least 20: delete the file, the next start makes a new one");
    }

    public bool Matches(ReadOnlySpan<char> given)
    {
        if (given.Length > 1024)
        {
            return false;
        }

        // hashing first makes the comparison independent of the lengths
        Span<byte> bytes = stackalloc byte[Encoding.UTF8.GetMaxByteCount(given.Length)];
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(bytes[..Encoding.UTF8.GetBytes(given, bytes)], hash);
        return CryptographicOperations.FixedTimeEquals(hash, _hash);
    }

    private static void TryCreate(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        // written beside and moved, so that a crash cannot leave half a token
        var draft = $"{path}.{Environment.ProcessId}";
        File.Delete(draft);
        using (var file = new FileStream(draft, options))
        {
            file.Write(Encoding.ASCII.GetBytes(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32)) + "\n"));
            file.Flush(flushToDisk: true);
        }

        try
        {
            File.Move(draft, path, overwrite: false);
        }
        catch (IOException) when (File.Exists(path))
        {
            File.Delete(draft);
        }
    }
}
