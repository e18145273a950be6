using System.Globalization;
using AIOps.Remediation.Expressions;
using AIOps.Remediation.Runbooks;

namespace AIOps.Remediation.Planning;

/// <summary>Checks a parameter's value against its type.</summary>
internal static class ParamCheck
{
    private const int MaxLength = 1000;

    public static bool Fits(ParamRule rule, string value) => value.Length <= MaxLength && !value.Any(char.IsControl) && rule.Type switch
    {
        "int" => long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= rule.Min && number <= rule.Max,
        "bool" => value is "true" or "false",
        _ => PatternText.TryMake(rule.Pattern, out _)?.IsMatch(value) == true,
    };
}
