using System.Globalization;

namespace AIOps.Remediation.Runbooks;

/// <summary>A runbook's version.</summary>
/// <param name="Major">Changes what the runbook does.</param>
/// <param name="Minor">Adds to it.</param>
/// <param name="Patch">Corrects it.</param>
public readonly record struct SemanticVersion(int Major, int Minor, int Patch) : IComparable<SemanticVersion>
{
    /// <summary>Reads "1.4.0".</summary>
    public static bool TryParse(string? text, out SemanticVersion version)
    {
        version = default;
        var parts = (text ?? "").Split('.');
        if (parts.Length != 3 || !parts.All(part => part.Length is > 0 and < 7 && part.All(char.IsAsciiDigit) && (part.Length == 1 || part[0] != '0')))
        {
            return false;
        }

        var numbers = parts.Select(part => int.Parse(part, CultureInfo.InvariantCulture)).ToArray();
        version = new SemanticVersion(numbers[0], numbers[1], numbers[2]);
        return true;
    }

    /// <inheritdoc/>
    public int CompareTo(SemanticVersion other) => (Major, Minor, Patch).CompareTo((other.Major, other.Minor, other.Patch));

    /// <summary>Later.</summary>
    public static bool operator >(SemanticVersion left, SemanticVersion right) => left.CompareTo(right) > 0;

    /// <summary>Earlier.</summary>
    public static bool operator <(SemanticVersion left, SemanticVersion right) => left.CompareTo(right) < 0;

    /// <summary>Not earlier.</summary>
    public static bool operator >=(SemanticVersion left, SemanticVersion right) => left.CompareTo(right) >= 0;

    /// <summary>Not later.</summary>
    public static bool operator <=(SemanticVersion left, SemanticVersion right) => left.CompareTo(right) <= 0;

    /// <inheritdoc/>
    public override string ToString() => $"{Major}.{Minor}.{Patch}";
}
