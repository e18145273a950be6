using System.CommandLine;
using Spectre.Console;

namespace AIOps.Server.Offline;

/// <summary><c>aiops models list|show|verify</c>: the profiles in <c>models/</c>.</summary>
internal static class ModelsCommand
{
    private const string Sums = "SHA256SUMS";

    public static Command Create()
    {
        var folder = new Option<string>("--models") { Description = "Folder of the profiles.", DefaultValueFactory = _ => ProfileChoice.Shipped, Recursive = true };
        var name = new Argument<string>("NAME") { Description = "Name of the profile." };
        var list = new Command("list", "Lists the profiles.");
        list.SetAction(parsed => List(parsed.GetRequiredValue(folder)));
        var show = new Command("show", "Shows a profile with its card.") { name };
        show.SetAction(parsed => Show(parsed.GetRequiredValue(folder), parsed.GetRequiredValue(name)));
        var verify = new Command("verify", $"Compares the profiles with {Sums}.");
        verify.SetAction(parsed => Verify(parsed.GetRequiredValue(folder)));
        var command = new Command("models", "Detector profiles: list, show, verify.") { list, show, verify };
        command.Options.Add(folder);
        return command;
    }

    private static int List(string folder)
    {
        var (catalogue, mistakes) = ProfileChoice.ReadAll(folder);
        var table = new Table().Border(TableBorder.Simple).AddColumns("name", "version", "hash", "budget", "purpose");
        foreach (var entry in catalogue.Entries)
        {
            table.AddRow(Markup.Escape(entry.Settings.Name), $"{entry.Settings.Version}", entry.Settings.Hash, $"{entry.Settings.Budget}", Markup.Escape(entry.Card.Purpose));
        }

        AnsiConsole.Write(table);
        return Complain(mistakes);
    }

    private static int Show(string folder, string name)
    {
        var path = Path.Combine(folder, name + ".yaml");
        if (name.AsSpan().ContainsAny('/', '\\') || !File.Exists(path))
        {
            Console.Error.WriteLine($"no profile '{name}' in {folder}: see 'aiops models list'");
            return 2;
        }

        Console.Write(File.ReadAllText(path));
        var (entry, mistake) = ProfileFile.Read(path);
        Console.WriteLine(entry is null ? "" : $"# {entry.Settings.Identity}");
        return Complain(mistake is null ? [] : [mistake]);
    }

    private static int Verify(string folder)
    {
        var sums = Path.Combine(folder, Sums);
        if (!File.Exists(sums))
        {
            Console.Error.WriteLine($"{sums} is missing: write it with 'sha256sum *.yaml > {Sums}' in that folder");
            return 2;
        }

        var wanted = File.ReadLines(sums).Select(line => line.Split(' ', 2, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)).Where(parts => parts.Length == 2)
            .ToDictionary(parts => parts[1].TrimStart('*'), parts => parts[0], StringComparer.Ordinal);
        var files = Directory.EnumerateFiles(folder, "*.yaml").ToDictionary(file => Path.GetFileName(file), StringComparer.Ordinal);
        var mistakes = new List<string>();
        foreach (var (file, path) in files)
        {
            var sum = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(path)));
            if (!wanted.TryGetValue(file, out var expected))
            {
                mistakes.Add($"{path}: not in {Sums}");
            }
            else if (!string.Equals(expected, sum, StringComparison.OrdinalIgnoreCase))
            {
                mistakes.Add($"{path}: was changed, its SHA-256 is {sum}, expected {expected}");
            }
            else if (ProfileFile.Read(path) is { Mistake: { } mistake })
            {
                mistakes.Add(mistake);
            }
        }

        mistakes.AddRange(wanted.Keys.Where(file => !files.ContainsKey(file)).Select(file => $"{Path.Combine(folder, file)}: in {Sums}, but missing"));
        if (mistakes.Count == 0)
        {
            Console.WriteLine($"{files.Count} profiles verified");
        }

        return Complain(mistakes);
    }

    private static int Complain(List<string> mistakes)
    {
        mistakes.ForEach(Console.Error.WriteLine);
        return mistakes.Count == 0 ? 0 : 1;
    }
}
