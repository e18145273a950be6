namespace AIOps.Collectors.LogFiles;

/// <summary>How far a log was read, and by which first bytes it is known again after a rotation.</summary>
/// <param name="Path">The file's path.</param>
/// <param name="Fingerprint">Hash of its first bytes, hex.</param>
/// <param name="FingerprintBytes">How many bytes were hashed.</param>
/// <param name="Offset">Bytes that were handed on.</param>
internal sealed record LogPosition(string Path, string Fingerprint, int FingerprintBytes, long Offset);
