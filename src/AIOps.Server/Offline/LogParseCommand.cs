using System.CommandLine;
using Spectre.Console;

namespace AIOps.Server.Offline;

/// <summary><c>aiops logs parse FILE… --out DIR</c>: the template of each line of log files.</summary>
internal static class LogParseCommand
{
    public static Command Create()
    {
        var files = new Argument<string[]>("files") { Description = "Log files.", Arity = ArgumentArity.OneOrMore };
        var output = new Option<string>("--out") { Description = "Folder for <name>.csv with LineId,ClusterId,Template.", Required = true };
        var content = new Option<bool>("--content") { Description = "The lines have no header: the whole line is the message." };
        var online = new Option<bool>("--online") { Description = "Ids and templates as first given, not those after later merges and splits." };
        var command = new Command("parse", "Finds the template of each line of log files.") { files, output, content, online };
        command.SetAction(parsed => Run(parsed.GetRequiredValue(files), parsed.GetRequiredValue(output), parsed.GetValue(content), parsed.GetValue(online)));
        return command;
    }

    private static int Run(string[] files, string output, bool content, bool online)
    {
        var failures = 0;
        foreach (var (file, name) in LogFileNames.Of(files))
        {
            try
            {
                Directory.CreateDirectory(output);
                var parse = Read(file, name, content);
                parse.Write(Path.Combine(output, name + ".csv"), online);
                parse.Summarise(name, Console.Out);
            }
            catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
            {
                Console.Error.WriteLine($"{file}: {failed.Message} Check the path and its permissions.");
                failures++;
            }
        }

        return failures == 0 ? 0 : 1;
    }

    // A bar for people; nothing when the output goes to a file or another program.
    private static LogFileParse Read(string file, string name, bool content)
    {
        if (Console.IsErrorRedirected)
        {
            return LogFileParse.Read(file, content, _ => { });
        }

        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        return console.Progress().AutoClear(enabled: true).Start(progress =>
        {
            var task = progress.AddTask(Markup.Escape(name), maxValue: Math.Max(1, new FileInfo(file).Length));
            return LogFileParse.Read(file, content, bytes => task.Value = bytes);
        });
    }
}
