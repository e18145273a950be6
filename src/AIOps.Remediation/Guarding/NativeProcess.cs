using System.Runtime.InteropServices;

namespace AIOps.Remediation.Guarding;

/// <summary>The two system calls that .NET does not offer.</summary>
internal static partial class NativeProcess
{
    public const int SigKill = 9;

    [LibraryImport("libc", EntryPoint = "setsid", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int SetSession();

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int Kill(int pid, int signal);
}
