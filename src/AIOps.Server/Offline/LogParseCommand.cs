using System.CommandLine;

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
        Directory.CreateDirectory(output);
        var failures = 0;
        foreach (var (file, name) in LogFileNames.Of(files))
        {
            try
            {
                var parse = LogFileParse.Read(file, content, _ => { });
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
}
