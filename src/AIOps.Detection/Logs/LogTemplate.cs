namespace AIOps.Detection.Logs;

/// <summary>A message template.</summary>
/// <param name="Id">Stable id inside its source, from 1.</param>
/// <param name="Text">Readable form with <c>&lt;*&gt;</c> for each variable part.</param>
/// <param name="Masked">The same with <c>true</c>, <c>false</c> and <c>null</c> as variable parts too.</param>
/// <param name="Lines">Records so far.</param>
/// <param name="FirstSeenMs">Time of the first record, Unix milliseconds; 0 when records have no times.</param>
/// <param name="LastSeenMs">Time of the last record.</param>
/// <param name="Severity">Highest OpenTelemetry severity number seen, 0 when none was told.</param>
public sealed record LogTemplate(int Id, string Text, string Masked, long Lines, long FirstSeenMs, long LastSeenMs, byte Severity);
