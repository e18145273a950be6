using AIOps.Contracts.Telemetry;
using AIOps.Detection.Metrics;

namespace AIOps.Detection.Profiles;

/// <summary>All profiles; later ones of the same name replace earlier ones, so that a user's file overrides a shipped one.</summary>
public sealed class ProfileCatalogue
{
    private readonly Dictionary<string, ProfileEntry> _byName = new(StringComparer.Ordinal);

    /// <summary>Makes a catalogue.</summary>
    /// <param name="entries">Shipped profiles first, the user's after them.</param>
    public ProfileCatalogue(IEnumerable<ProfileEntry> entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        foreach (var entry in entries)
        {
            _byName[entry.Settings.Name] = entry;
        }
    }

    /// <summary>The entries by name.</summary>
    public IReadOnlyList<ProfileEntry> Entries => [.. _byName.Values.OrderBy(entry => entry.Settings.Name, StringComparer.Ordinal)];

    /// <summary>The entry of that name, or null.</summary>
    /// <param name="name">The name.</param>
    public ProfileEntry? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>The most specific profile that fits a series; equally specific ones by name; else "default"; else the built-in one.</summary>
    /// <param name="series">The series.</param>
    public DetectorProfile Choose(SeriesKey series) =>
        (Entries.Where(entry => entry.Match.Conditions > 0 && entry.Match.Fits(series)).MaxBy(entry => entry.Match.Conditions) ?? Find(DetectorProfile.Default.Name))?.Settings
        ?? DetectorProfile.Default;
}
