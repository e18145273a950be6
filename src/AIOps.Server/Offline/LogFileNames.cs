namespace AIOps.Server.Offline;

/// <summary>Names of the result files: a file's stem, or its folder's name where two inputs share a stem.</summary>
internal static class LogFileNames
{
    public static IReadOnlyList<(string File, string Name)> Of(IReadOnlyList<string> files)
    {
        var shared = files.GroupBy(Stem, StringComparer.OrdinalIgnoreCase).Where(group => group.Count() > 1).Select(group => group.Key).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var named = new List<(string, string)>(files.Count);
        foreach (var file in files)
        {
            var stem = Stem(file);
            var wanted = shared.Contains(stem) && Folder(file) is { Length: > 0 } folder ? folder : stem;
            var name = wanted;
            for (var i = 2; !taken.Add(name); i++)
            {
                name = $"{wanted}-{i}";
            }

            named.Add((file, name));
        }

        return named;
    }

    private static string Stem(string file) => Path.GetFileNameWithoutExtension(file);

    private static string Folder(string file) => Path.GetFileName(Path.GetDirectoryName(Path.GetFullPath(file))) ?? "";
}
