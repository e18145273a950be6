using System.CommandLine;
using AIOps.Remediation;
using AIOps.Remediation.Rehearsal;
using AIOps.Remediation.Runbooks;
using AIOps.Server.Cli;

namespace AIOps.Server.Respond;

/// <summary>The verb <c>aiops runbook</c>: checks runbooks without a running service, and asks one for the rest.</summary>
internal static class RunbookCommand
{
    public static Command Create() => new("runbook", "Check, try, run and publish runbooks.")
    {
        Lint(),
        Test(),
        RunbookVerbs.Plan(),
        RunbookVerbs.Run(),
        RunbookVerbs.Publish(),
        RunbookVerbs.History(),
        RunbookVerbs.Diff(),
    };

    private static Command Lint()
    {
        var paths = Paths();
        var command = new Command("lint", "Tells every mistake with file, line, key and remedy.") { paths };
        command.SetAction(parsed =>
        {
            var mistakes = new List<RunbookMistake>();
            var loaded = Load(parsed.GetValue(paths), mistakes).Count;
            return Report(mistakes, loaded == 1 ? "1 runbook is sound" : $"{loaded} runbooks are sound", parsed.InvocationConfiguration);
        });
        return command;
    }

    private static Command Test()
    {
        var paths = Paths();
        var command = new Command("test", "Runs the cases beside each runbook.") { paths };
        command.SetAction(parsed =>
        {
            var mistakes = new List<RunbookMistake>();
            var results = Load(parsed.GetValue(paths), mistakes).SelectMany(runbook => RunbookCases.Run(runbook, mistakes)).ToList();
            foreach (var failed in results.Where(result => result.Problem is not null))
            {
                parsed.InvocationConfiguration.Error.WriteLine($"{failed.File}: {failed.Name}: {failed.Problem}");
            }

            var bad = results.Count(result => result.Problem is not null);
            return Math.Max(Report(mistakes, $"{results.Count - bad} cases passed, {bad} failed", parsed.InvocationConfiguration), bad > 0 ? 1 : 0);
        });
        return command;
    }

    private static Argument<string[]> Paths() => new("paths") { Description = "Files or folders; the shipped runbooks when none is named.", Arity = ArgumentArity.ZeroOrMore };

    private static List<Runbook> Load(string[]? paths, List<RunbookMistake> mistakes)
    {
        var files = new List<string>();
        foreach (var path in paths is { Length: > 0 } ? paths : [RespondComposition.FolderOf(new RemediationOptions())])
        {
            var found = Directory.Exists(path) ? Directory.EnumerateFiles(path, "v*.yaml", SearchOption.AllDirectories).Where(file => !file.EndsWith(".test.yaml", StringComparison.Ordinal)).Order(StringComparer.Ordinal).ToList()
                : File.Exists(path) ? [path] : [];
            if (found.Count == 0)
            {
                mistakes.Add(new RunbookMistake(path, 0, "", "", Directory.Exists(path) ? "there is no runbook in this folder" : "there is no such file or folder", "name a runbook's file, or a folder that holds ID/v1.yaml"));
            }

            files.AddRange(found);
        }

        return [.. files.Select(file => RunbookLoader.Load(file, mistakes)).OfType<Runbook>()];
    }

    private static int Report(List<RunbookMistake> mistakes, string good, InvocationConfiguration console)
    {
        foreach (var mistake in mistakes)
        {
            console.Error.WriteLine(mistake);
        }

        console.Output.WriteLine(mistakes.Count == 0 ? good : $"{good}; {mistakes.Count} {(mistakes.Count == 1 ? "mistake" : "mistakes")}");
        return mistakes.Count == 0 ? 0 : 1;
    }
}
