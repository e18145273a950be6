using System.Security.Cryptography;
using System.Text;

namespace AIOps.Server.Bus;

/// <summary>Which virtual shard owns a workload: the same in every process, and not steerable by the workload's name alone in bulk.</summary>
internal static class Sharding
{
    public static int ShardOf(string workload, int shards)
    {
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(Encoding.UTF8.GetBytes(workload), hash);
        return (int)(BitConverter.ToUInt32(hash) % (uint)shards);
    }

    public static string MetricQueue(int shard) => $"metrics-{shard}";

    public static string LogQueue(int shard) => $"logs-{shard}";
}
