namespace AIOps.Remediation.Runbooks;

/// <summary>A typed parameter.</summary>
/// <param name="Type"><c>string</c>, <c>int</c> or <c>bool</c>.</param>
/// <param name="Pattern">What a string must match as a whole.</param>
/// <param name="Default">Value when none is given; templates over the target's attributes are allowed. Null when it must be given.</param>
/// <param name="Min">Least number.</param>
/// <param name="Max">Greatest number.</param>
public sealed record ParamRule(string Type, string Pattern, Template? Default, double Min, double Max);
