using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace AIOps.Server.Detect.Sharing;

/// <summary>
/// Highest-random-weight hashing: each worker has a weight for each shard, the highest gets it, and when workers come or go only their own shards move.
/// Source: Thaler and Ravishankar, "A Name-Based Mapping Scheme for Rendezvous", 1996.
/// </summary>
internal static class Rendezvous
{
    /// <summary>The worker that should have a shard, or null when there is none.</summary>
    public static string? Owner(int shard, IEnumerable<string> workers)
    {
        string? best = null;
        var most = 0UL;
        foreach (var worker in workers)
        {
            var weight = Weight(shard, worker);
            if (best is null || weight > most || (weight == most && string.CompareOrdinal(worker, best) < 0))
            {
                (best, most) = (worker, weight);
            }
        }

        return best;
    }

    private static ulong Weight(int shard, string worker)
    {
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(Encoding.UTF8.GetBytes($"{shard}/{worker}"), hash);
        return BinaryPrimitives.ReadUInt64LittleEndian(hash);
    }
}
