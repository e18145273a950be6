namespace AIOps.Remediation.Guarding;

/// <summary>How this program starts itself as a guard.</summary>
public static class GuardCommandLine
{
    /// <summary>Program and arguments: the same executable with the verb <c>guard</c>.</summary>
    public static IReadOnlyList<string> Own()
    {
        var program = Environment.ProcessPath ?? throw new InvalidOperationException("the path of this program is not known");

        // "dotnet aiops.dll": the host's path alone is not the program
        return string.Equals(Path.GetFileNameWithoutExtension(program), "dotnet", StringComparison.Ordinal)
            ? [program, Environment.GetCommandLineArgs()[0], "guard"]
            : [program, "guard"];
    }
}
