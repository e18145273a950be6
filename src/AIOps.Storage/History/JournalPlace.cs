namespace AIOps.Storage.History;

/// <summary>How far a journal was read.</summary>
/// <param name="Offset">Bytes.</param>
/// <param name="AtMs">When the last record in front of it was appended, Unix milliseconds.</param>
internal readonly record struct JournalPlace(long Offset, long AtMs);
