namespace AIOps.Contracts.Telemetry;

/// <summary>One record of a <see cref="LogBatch"/>; texts are slices of the batch's byte buffer (UTF-8, possibly invalid).</summary>
/// <param name="Source">Index into <see cref="LogBatch.Sources"/>.</param>
/// <param name="TimeMs">Unix milliseconds.</param>
/// <param name="Severity">OpenTelemetry severity number 0-24.</param>
/// <param name="Body">The record's text.</param>
/// <param name="Template">The message template when the record carries one (such as <c>{OriginalFormat}</c>), else empty.</param>
/// <param name="TraceId">32 hex digits, or empty.</param>
public readonly record struct LogEntry(int Source, long TimeMs, byte Severity, Range Body, Range Template, Range TraceId);
