using System.Runtime.InteropServices;

namespace AIOps.Remediation.Guarding;

/// <summary>The calls to the system that .NET does not offer.</summary>
internal static partial class NativeProcess
{
    public const int SigKill = 9;

    [LibraryImport("libc", EntryPoint = "setsid", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int SetSession();

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int Kill(int pid, int signal);

    /// <summary>Primary group of a user, from whatever the system asks for users; null when there is no such user.</summary>
    public static uint? PrimaryGroup(string user)
    {
        // struct passwd begins alike in glibc and musl: two pointers, then uid and gid.
        var entry = new byte[256];
        var buffer = new byte[16 * 1024];
        return GetUser(user, entry, buffer, (nuint)buffer.Length, out var found) == 0 && found != 0
            ? BitConverter.ToUInt32(entry, (2 * nint.Size) + sizeof(uint))
            : null;
    }

    [LibraryImport("libc", EntryPoint = "getpwnam_r", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int GetUser(string name, [Out] byte[] entry, [Out] byte[] buffer, nuint length, out nint found);
}
