using System.Text.RegularExpressions;

namespace AIOps.Remediation.Expressions;

/// <summary>Regular expressions that cannot hang: matched in linear time, without back-references, with bounded size.</summary>
internal static class PatternText
{
    private const int MaxLength = 200;
    private const int MaxRepeats = 1000;

    public static Regex? TryMake(string pattern, out string? problem)
    {
        problem = null;
        if (pattern.Length > MaxLength)
        {
            problem = $"a pattern has at most {MaxLength} characters, this one has {pattern.Length}";
            return null;
        }

        // A counted repetition is unrolled into states: nested counts multiply.
        long product = 1;
        for (var at = pattern.IndexOf('{', StringComparison.Ordinal); at >= 0; at = pattern.IndexOf('{', at + 1))
        {
            var end = pattern.IndexOf('}', at);
            if (end < 0)
            {
                break;
            }

            foreach (var part in pattern[(at + 1)..end].Split(','))
            {
                if (long.TryParse(part, out var count) && count > 1)
                {
                    product = Math.Min(product * Math.Min(count, MaxRepeats + 1), MaxRepeats + 1);
                }
            }
        }

        if (product > MaxRepeats)
        {
            problem = $"its repetitions multiply to more than {MaxRepeats}";
            return null;
        }

        try
        {
            return new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, TimeSpan.FromMilliseconds(100));
        }
        catch (Exception exception) when (exception is ArgumentException or NotSupportedException)
        {
            problem = exception.Message;
            return null;
        }
    }
}
