namespace AIOps.Remediation.Runbooks;

/// <summary>The runbooks of a folder (<c>ID/vMAJOR.yaml</c>), read again when a file changes. A file with a mistake keeps its last good content in use.</summary>
public sealed class RunbookShelf(string folder)
{
    private readonly Lock _lock = new();
    private Dictionary<string, (long Stamp, Runbook? Runbook)> _files = new(StringComparer.Ordinal);

    /// <summary>The folder.</summary>
    public string Folder => folder;

    /// <summary>Runbooks in use: of each id and major version one.</summary>
    public IReadOnlyList<Runbook> Runbooks { get; private set; } = [];

    /// <summary>Mistakes of the last reading.</summary>
    public IReadOnlyList<RunbookMistake> Mistakes { get; private set; } = [];

    /// <summary>Reads what changed.</summary>
    /// <returns>True when something did.</returns>
    public bool Refresh()
    {
        lock (_lock)
        {
            var next = new Dictionary<string, (long, Runbook?)>(StringComparer.Ordinal);
            var mistakes = new List<RunbookMistake>();
            var changed = false;
            foreach (var file in Files())
            {
                var stamp = Stamp(file);
                if (_files.TryGetValue(file, out var known) && known.Stamp == stamp)
                {
                    next[file] = known;
                    continue;
                }

                changed = true;
                next[file] = (stamp, RunbookLoader.Load(file, mistakes) ?? known.Runbook);
            }

            changed |= next.Count != _files.Count;
            _files = next;
            if (changed)
            {
                Runbooks = [.. next.Values.Select(entry => entry.Item2).OfType<Runbook>().OrderBy(runbook => runbook.Id, StringComparer.Ordinal).ThenBy(runbook => runbook.Version)];
                Mistakes = mistakes;
            }

            return changed;
        }
    }

    /// <summary>Takes a runbook out of use, with the reason; its file comes back when it changes.</summary>
    public void Withdraw(Runbook runbook, RunbookMistake mistake)
    {
        ArgumentNullException.ThrowIfNull(runbook);
        ArgumentNullException.ThrowIfNull(mistake);
        lock (_lock)
        {
            Runbooks = [.. Runbooks.Where(other => !ReferenceEquals(other, runbook))];
            Mistakes = [.. Mistakes, mistake];
            _files[runbook.File] = (_files.TryGetValue(runbook.File, out var known) ? known.Stamp : 0, null);
        }
    }

    /// <summary>The runbook with exactly this content, or null when it is in use no longer.</summary>
    public Runbook? Find(string id, string hash) => Runbooks.FirstOrDefault(runbook => runbook.Id == id && runbook.Hash == hash);

    private IEnumerable<string> Files() =>
        Directory.Exists(folder)
            ? Directory.EnumerateDirectories(folder).SelectMany(inner => Directory.EnumerateFiles(inner, "v*.yaml")).Where(file => !file.EndsWith(".test.yaml", StringComparison.Ordinal)).Order(StringComparer.Ordinal)
            : [];

    // Scripts count too: a runbook's hash covers them.
    private long Stamp(string file)
    {
        var common = Path.Combine(folder, "common");
        return Directory.EnumerateFiles(Path.GetDirectoryName(file)!).Concat(Directory.Exists(common) ? Directory.EnumerateFiles(common) : [])
            .Aggregate(17L, (sum, path) => unchecked((sum * 31) + File.GetLastWriteTimeUtc(path).Ticks + path.GetHashCode(StringComparison.Ordinal)));
    }
}
