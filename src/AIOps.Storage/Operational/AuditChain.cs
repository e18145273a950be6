using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using AIOps.Contracts.Storage;

namespace AIOps.Storage.Operational;

/// <summary>The hash chain of the audit: SHA-256 over number, time, actor, action, subject, detail and previous hash, each text as UTF-8 with its length before it.</summary>
public static class AuditChain
{
    /// <summary>What stands before the first entry: 64 zeros.</summary>
    public static string Start { get; } = new('0', 64);

    /// <summary>The hash of an entry, 64 lower-case hexadecimal digits.</summary>
    public static string Hash(long number, long atMs, AuditEntry entry, string previousHash)
    {
        ArgumentNullException.ThrowIfNull(entry);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> head = stackalloc byte[16];
        BinaryPrimitives.WriteInt64LittleEndian(head, number);
        BinaryPrimitives.WriteInt64LittleEndian(head[8..], atMs);
        hash.AppendData(head);
        foreach (var text in (string[])[entry.Actor, entry.Action, entry.Subject, entry.Detail, previousHash])
        {
            var bytes = Encoding.UTF8.GetBytes(text);
            BinaryPrimitives.WriteInt32LittleEndian(head, bytes.Length);
            hash.AppendData(head[..4]);
            hash.AppendData(bytes);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>Looks for the first entry that was changed, or before which one is missing.</summary>
    /// <param name="entries">Entries in order.</param>
    /// <param name="previous">The entry before them; null when they begin with number 1.</param>
    /// <returns>Its number, or null when the chain is whole.</returns>
    public static long? FirstBroken(IEnumerable<StoredAuditEntry> entries, StoredAuditEntry? previous)
    {
        ArgumentNullException.ThrowIfNull(entries);
        var number = previous?.Number ?? 0;
        var hash = previous?.Hash ?? Start;
        foreach (var stored in entries)
        {
            if (stored.Number != number + 1 || stored.PreviousHash != hash || stored.Hash != Hash(stored.Number, stored.AtMs, stored.Entry, hash))
            {
                return stored.Number;
            }

            (number, hash) = (stored.Number, stored.Hash);
        }

        return null;
    }
}
