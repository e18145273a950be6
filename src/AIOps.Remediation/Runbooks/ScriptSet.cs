using System.Text;

namespace AIOps.Remediation.Runbooks;

/// <summary>
/// The scripts of a runbook as they were when it was read: those that its steps name, and those that these name. What was signed is what runs,
/// whatever becomes of the files.
/// </summary>
public sealed class ScriptSet
{
    private const string Common = "common/";
    private const int MaxLength = 1024 * 1024;

    /// <summary>Makes one.</summary>
    /// <param name="files">Contents by name; those of the shared folder begin with <c>common/</c>.</param>
    public ScriptSet(IReadOnlyDictionary<string, byte[]> files) => Files = files;

    /// <summary>No scripts.</summary>
    public static ScriptSet None { get; } = new(new SortedDictionary<string, byte[]>(StringComparer.Ordinal));

    /// <summary>Contents by name; those of the shared folder begin with <c>common/</c>.</summary>
    public IReadOnlyDictionary<string, byte[]> Files { get; }

    /// <summary>Reads the scripts that steps name, and those beside them that these name in turn.</summary>
    /// <param name="runbookFile">Path of the runbook.</param>
    /// <param name="named">What the steps name.</param>
    /// <exception cref="IOException">One cannot be read, or is larger than a megabyte.</exception>
    internal static ScriptSet Read(string runbookFile, IEnumerable<string> named)
    {
        var files = new SortedDictionary<string, byte[]>(StringComparer.Ordinal);
        var open = new Queue<string>(named.Distinct(StringComparer.Ordinal));
        var beside = open.Count == 0 ? [] : Beside(runbookFile);
        while (open.TryDequeue(out var name))
        {
            if (files.ContainsKey(name) || ScriptFile.Find(runbookFile, name) is not { } path)
            {
                continue;
            }

            if (new FileInfo(path).Length > MaxLength)
            {
                throw new IOException($"the script {name} is larger than {MaxLength / 1024} kB");
            }

            files[name] = File.ReadAllBytes(path);
            var text = Encoding.UTF8.GetString(files[name]);
            foreach (var other in beside.Where(other => text.Contains(Path.GetFileName(other), StringComparison.Ordinal)))
            {
                open.Enqueue(other);
            }
        }

        return new ScriptSet(files);
    }

    /// <summary>Writes them to a folder of their own, laid out as beside the runbook, and returns the path of one.</summary>
    /// <param name="folder">An empty folder.</param>
    /// <param name="name">The script that is to be run.</param>
    /// <returns>Null when there is no such script.</returns>
    internal string? WriteTo(string folder, string name)
    {
        if (!Files.ContainsKey(name))
        {
            return null;
        }

        foreach (var (script, content) in Files)
        {
            var path = PathOf(folder, script);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllBytes(path, content);
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(path, (UnixFileMode)0b111_101_101);
            }
        }

        return PathOf(folder, name);
    }

    private static string PathOf(string folder, string script) =>
        script.StartsWith(Common, StringComparison.Ordinal) ? Path.Combine(folder, "common", script[Common.Length..]) : Path.Combine(folder, "runbook", script);

    private static List<string> Beside(string runbookFile)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(runbookFile))!;
        var shared = Path.Combine(Path.GetDirectoryName(folder) ?? folder, "common");
        return
        [
            .. Names(folder),
            .. Names(shared).Select(name => Common + name),
        ];
    }

    private static IEnumerable<string> Names(string folder) =>
        Directory.Exists(folder) ? Directory.EnumerateFiles(folder).Select(path => Path.GetFileName(path)).Where(name => !name.EndsWith(".yaml", StringComparison.Ordinal)).Order(StringComparer.Ordinal) : [];
}
