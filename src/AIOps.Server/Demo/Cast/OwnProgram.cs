namespace AIOps.Server.Demo.Cast;

/// <summary>How this program is started again as another process.</summary>
internal static class OwnProgram
{
    /// <summary>File and first arguments.</summary>
    public static IReadOnlyList<string> Command { get; } = Find();

    private static IReadOnlyList<string> Find()
    {
        var native = Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "aiops.exe" : "aiops");
        return File.Exists(native) ? [native] : ["dotnet", Path.Combine(AppContext.BaseDirectory, "aiops.dll")];
    }
}
