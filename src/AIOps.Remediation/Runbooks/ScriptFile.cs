namespace AIOps.Remediation.Runbooks;

/// <summary>Scripts beside a runbook, or in <c>common</c> beside its folder; never anywhere else.</summary>
internal static class ScriptFile
{
    public static string? Find(string runbookFile, string script)
    {
        var name = script.StartsWith("common/", StringComparison.Ordinal) ? script["common/".Length..] : script;
        if (name.Length is 0 or > 100 || name[0] == '.' || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.'))
        {
            return null;
        }

        var folder = Path.GetDirectoryName(Path.GetFullPath(runbookFile))!;
        var path = Path.Combine(ReferenceEquals(name, script) ? folder : Path.Combine(Path.GetDirectoryName(folder) ?? folder, "common"), name);
        return File.Exists(path) ? path : null;
    }

    /// <summary>The command that runs it: the interpreter of its first line, so that a lost execute bit does no harm.</summary>
    public static IReadOnlyList<string> Command(string path)
    {
        using var reader = new StreamReader(path);
        var first = reader.ReadLine() ?? "";
        return first.StartsWith("#!", StringComparison.Ordinal) ? [.. first[2..].Split(' ', StringSplitOptions.RemoveEmptyEntries), path] : ["/bin/sh", path];
    }
}
