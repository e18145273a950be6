namespace AIOps.Contracts.Storage;

/// <summary>An audit entry with its place in the hash chain.</summary>
/// <param name="Number">From 1, without gaps.</param>
/// <param name="AtMs">Unix milliseconds, database's clock.</param>
/// <param name="Entry">What was written.</param>
/// <param name="PreviousHash">Hash of the entry before, in hex; 64 zeros for the first.</param>
/// <param name="Hash">SHA-256 over number, time, entry and previous hash, in hex.</param>
public sealed record StoredAuditEntry(long Number, long AtMs, AuditEntry Entry, string PreviousHash, string Hash);
