using System.Globalization;

namespace AIOps.Contracts.Telemetry;

/// <summary>Measured values in sentences for people.</summary>
public static class NumberText
{
    private const double Whole = 999.5;

    /// <summary>Three significant digits, from a thousand on whole with separators: 0.0142, 3.5, 10,027,256.</summary>
    public static string Of(double value) => Text(value, "N0", "G3");

    /// <summary>"from 0.0142 to 0.35", with more digits where three do not tell the two apart.</summary>
    public static string FromTo(double before, double after)
    {
        var (first, second) = (Of(before), Of(after));
        return first == second && !before.Equals(after) ? $"from {Text(before, "N3", "G6")} to {Text(after, "N3", "G6")}" : $"from {first} to {second}";
    }

    private static string Text(double value, string large, string small) => value.ToString(Math.Abs(value) >= Whole ? large : small, CultureInfo.InvariantCulture);
}
