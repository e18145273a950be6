namespace AIOps.Server.Backup;

/// <summary>A file of a backup, by its path inside of it, with the SHA-256 of its bytes in lower-case hexadecimal digits.</summary>
internal sealed record BackupFile(string Name, long Bytes, string Sha256);
