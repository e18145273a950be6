namespace AIOps.Detection.Logs;

/// <summary>A variable part of a record.</summary>
/// <param name="Start">First byte.</param>
/// <param name="Length">Bytes.</param>
public readonly record struct ParameterSpan(int Start, int Length);
