using AIOps.Detection.Metrics;
using AIOps.Detection.Profiles;

namespace AIOps.Server.Offline;

/// <summary>The profiles that ship in <c>models/</c> and those of the user's own folder.</summary>
internal static class ProfileChoice
{
    /// <summary>Folder of the shipped profiles, beside the program.</summary>
    public static string Shipped { get; } = Path.Combine(AppContext.BaseDirectory, "models");

    /// <summary>Reads all profiles; the files of later folders replace earlier ones of the same name.</summary>
    /// <param name="folders">Shipped first, then the user's.</param>
    public static (ProfileCatalogue Catalogue, List<string> Mistakes) ReadAll(params string[] folders)
    {
        var entries = new List<ProfileEntry>();
        var mistakes = new List<string>();
        foreach (var file in folders.Where(Directory.Exists).SelectMany(folder => Directory.EnumerateFiles(folder, "*.yaml").Order(StringComparer.Ordinal)))
        {
            var (entry, mistake) = ProfileFile.Read(file);
            if (entry is not null)
            {
                entries.Add(entry);
            }
            else
            {
                mistakes.Add(mistake!);
            }
        }

        return (new ProfileCatalogue(entries), mistakes);
    }

    /// <summary>A profile by name or by file; null and why when there is none.</summary>
    public static (DetectorProfile? Profile, string Why) Load(string? chosen)
    {
        if (chosen is not null && chosen.EndsWith(".yaml", StringComparison.Ordinal))
        {
            var (entry, mistake) = ProfileFile.Read(chosen);
            return (entry?.Settings, mistake ?? "");
        }

        var (catalogue, mistakes) = ReadAll(Shipped);
        var name = chosen ?? DetectorProfile.Default.Name;
        var found = catalogue.Find(name)?.Settings ?? (chosen is null && mistakes.Count == 0 ? DetectorProfile.Default : null);
        return (found, mistakes.Count > 0 ? string.Join('\n', mistakes) : $"no profile '{name}': there are {string.Join(", ", catalogue.Entries.Select(entry => entry.Settings.Name))}");
    }
}
