using System.IO.Enumeration;
using AIOps.Contracts.Telemetry;

namespace AIOps.Detection.Profiles;

/// <summary>Which series a profile is for: every given condition must hold; patterns know * and ?, case does not count.</summary>
/// <param name="Metrics">Patterns of the metric's name, any of them; empty means any.</param>
/// <param name="Units">UCUM units, any of them; empty means any.</param>
/// <param name="Labels">Label patterns, all of them.</param>
public sealed record ProfileMatch(IReadOnlyList<string> Metrics, IReadOnlyList<string> Units, IReadOnlyDictionary<string, string> Labels)
{
    /// <summary>How many conditions there are: of several profiles that match, the most specific is taken.</summary>
    public int Conditions => (Metrics.Count > 0 && !Metrics.Contains("*") ? 1 : 0) + (Units.Count > 0 ? 1 : 0) + Labels.Count;

    /// <summary>True when the series meets all conditions.</summary>
    /// <param name="series">The series.</param>
    public bool Fits(SeriesKey series)
    {
        ArgumentNullException.ThrowIfNull(series);
        return (Metrics.Count == 0 || Metrics.Any(pattern => Like(pattern, series.Metric)))
            && (Units.Count == 0 || Units.Contains(series.Unit, StringComparer.Ordinal))
            && Labels.All(wanted => series.Labels.Any(label => string.Equals(label.Key, wanted.Key, StringComparison.Ordinal) && Like(wanted.Value, label.Value)));
    }

    private static bool Like(string pattern, string text) => FileSystemName.MatchesSimpleExpression(pattern, text, ignoreCase: true);
}
