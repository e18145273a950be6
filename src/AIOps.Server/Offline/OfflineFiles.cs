using Spectre.Console;

namespace AIOps.Server.Offline;

/// <summary>Walks the CSV files below a folder with a progress bar, in parallel, and goes on when one is bad.</summary>
internal static class OfflineFiles
{
    public static async Task<List<SeriesReport>> ProcessAsync(string folder, Func<string, string, Action<string>, SeriesReport> process, CancellationToken cancelled)
    {
        var files = Directory.EnumerateFiles(folder, "*.csv", SearchOption.AllDirectories).Order(StringComparer.Ordinal).ToList();
        var reports = new SeriesReport[files.Count];
        var gate = new Lock();
        void Complain(string text)
        {
            lock (gate)
            {
                Console.Error.WriteLine(text);
            }
        }

        async Task Run(Action<int> done)
        {
            await Parallel.ForEachAsync(Enumerable.Range(0, files.Count), new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancelled }, (at, _) =>
            {
                var relative = Path.GetRelativePath(folder, files[at]);
                try
                {
                    reports[at] = process(files[at], relative, Complain);
                }
                catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or InvalidDataException)
                {
                    Complain($"{relative}: {problem.Message}");
                    reports[at] = new SeriesReport(relative) { Problem = problem.Message };
                }

                done(at);
                return ValueTask.CompletedTask;
            });
        }

        if (Console.IsErrorRedirected || Console.IsOutputRedirected)
        {
            await Run(_ => { });
        }
        else
        {
            await AnsiConsole.Progress().StartAsync(async progress =>
            {
                var task = progress.AddTask("series", maxValue: Math.Max(1, files.Count));
                await Run(_ => task.Increment(1));
            });
        }

        return [.. reports];
    }

    /// <summary>Opens the file of the same relative path below another folder.</summary>
    public static StreamWriter Create(string output, string relative)
    {
        var target = Path.Combine(output, relative);
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        return new StreamWriter(target, append: false, new System.Text.UTF8Encoding(false), 1 << 16) { NewLine = "\n" };
    }

    /// <summary>Prints the summary; a file or pipe has no width of its own, so the first column is never broken there.</summary>
    public static void Print(Table table)
    {
        table.Columns[0].NoWrap();
        if (Console.IsOutputRedirected)
        {
            AnsiConsole.Profile.Width = Math.Max(AnsiConsole.Profile.Width, 200);
        }

        AnsiConsole.Write(table);
    }

    /// <summary>Says what is wrong with the arguments, or null.</summary>
    public static string? Check(string folder, string output)
    {
        if (!Directory.Exists(folder))
        {
            return $"no such folder: {folder}";
        }

        return Path.GetFullPath(folder) == Path.GetFullPath(output) ? $"--out {output} is the input folder: choose another, the input would be overwritten" : null;
    }
}
