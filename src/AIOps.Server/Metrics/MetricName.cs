using System.Text;

namespace AIOps.Server.Metrics;

/// <summary>Names as Prometheus wants them: <c>aiops.web.command.wait</c> in seconds becomes <c>aiops_web_command_wait_seconds</c>.</summary>
internal static class MetricName
{
    /// <summary>The family's name, without <c>_total</c>, and its unit as OpenMetrics spells it, or empty.</summary>
    public static (string Family, string Unit) Of(string instrument, string? unit)
    {
        var name = Sanitize(instrument);
        if (name.EndsWith("_total", StringComparison.Ordinal))
        {
            name = name[..^"_total".Length];
        }

        var word = unit switch
        {
            "s" => "seconds",
            "ms" => "milliseconds",
            "By" => "bytes",
            "1" => "ratio",
            _ => "",
        };
        if (word.Length > 0 && !name.EndsWith("_" + word, StringComparison.Ordinal))
        {
            name = $"{name}_{word}";
        }

        return (name, word);
    }

    /// <summary>Letters, digits and underscores; the first is no digit.</summary>
    public static string Sanitize(string name)
    {
        var text = new StringBuilder(name.Length + 1);
        if (name.Length == 0 || char.IsAsciiDigit(name[0]))
        {
            text.Append('_');
        }

        foreach (var c in name)
        {
            text.Append(char.IsAsciiLetterOrDigit(c) ? c : '_');
        }

        return text.ToString();
    }
}
