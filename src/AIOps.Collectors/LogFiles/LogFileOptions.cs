using AIOps.Contracts.Configuration;

namespace AIOps.Collectors.LogFiles;

/// <summary>Settings of the log files that are followed.</summary>
public sealed class LogFileOptions : ICheckedOptions
{
    /// <summary>Files, or patterns such as <c>/var/log/shop/*.log</c>.</summary>
    public IList<LogFileEntry> Files { get; } = [];

    /// <summary>Time between two looks at the files.</summary>
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Files that are followed at once.</summary>
    public int MaxFiles { get; set; } = 256;

    /// <summary>Longest line in bytes; the rest of a longer one is cut.</summary>
    public int MaxLineBytes { get; set; } = 64 * 1024;

    /// <summary>File that keeps how far each log was read; empty for a file in the data folder.</summary>
    public string Positions { get; set; } = "";

    /// <inheritdoc/>
    public IEnumerable<ConfigurationMistake> Check(string section)
    {
        for (var i = 0; i < Files.Count; i++)
        {
            if (!Path.IsPathRooted(Files[i].Path) || Path.GetFileName(Files[i].Path).Length == 0)
            {
                yield return new ConfigurationMistake($"{section}:{nameof(Files)}:{i}:{nameof(LogFileEntry.Path)}", Files[i].Path, "is no full path of a file", "write a path such as /var/log/shop/*.log");
            }
            else if (Path.GetDirectoryName(Files[i].Path)!.Contains('*', StringComparison.Ordinal))
            {
                yield return new ConfigurationMistake($"{section}:{nameof(Files)}:{i}:{nameof(LogFileEntry.Path)}", Files[i].Path, "has a * in a folder's name", "use * in the file's name only, and one entry for each folder");
            }
        }

        if (Interval < TimeSpan.FromMilliseconds(100) || Interval > TimeSpan.FromMinutes(1))
        {
            yield return new ConfigurationMistake($"{section}:{nameof(Interval)}", $"{Interval}", "outside 100 ms to 1 min", "write 00:00:01");
        }

        if (MaxFiles <= 0 || MaxLineBytes < 256)
        {
            yield return new ConfigurationMistake($"{section}:{nameof(MaxFiles)}", $"{MaxFiles}", "a bound is too small", "leave MaxFiles and MaxLineBytes out for the defaults");
        }
    }
}
