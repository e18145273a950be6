namespace AIOps.Contracts.Configuration;

/// <summary>A wrong setting; the start stops and shows all of them at once.</summary>
/// <param name="Key">Full key, for example <c>Collectors:Otlp:GrpcPort</c>.</param>
/// <param name="Value">The value found, masked when it is a secret.</param>
/// <param name="Problem">What is wrong with it.</param>
/// <param name="Remedy">What to write instead.</param>
public sealed record ConfigurationMistake(string Key, string Value, string Problem, string Remedy);
