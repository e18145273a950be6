using System.Collections.Concurrent;

namespace AIOps.Server.Demo.Processes;

/// <summary>A unit of work: takes the configured time with some noise, computes for a moment, notes itself on the volume and goes to one of the configured back ends in turn.</summary>
internal sealed class Work(LiveSettings settings, Volume volume, Cores cores)
{
    private readonly ConcurrentBag<byte[]> _leaked = [];
    private int _turn;
    private int _leakBytes;

    /// <summary>Bytes that were never freed.</summary>
    public long Leaked => _leaked.Sum(block => (long)block.Length);

    /// <summary>From now on each unit keeps so much memory, until the process ends.</summary>
    public void Leak(int bytes) => Volatile.Write(ref _leakBytes, bytes);

    /// <summary>Does one unit.</summary>
    /// <returns>Why it failed, or null when all went well.</returns>
    public async Task<string?> DoAsync(CancellationToken cancellationToken)
    {
        var now = settings.Current;
        var noise = 0.75 + (Random.Shared.NextDouble() / 2);
        await Task.Delay(TimeSpan.FromMilliseconds(now.LatencyMs * noise), cancellationToken);
        await cores.WorkAsync(cancellationToken);
        if (Volatile.Read(ref _leakBytes) is > 0 and var bytes)
        {
            var block = new byte[bytes];
            Random.Shared.NextBytes(block);
            _leaked.Add(block);
        }

        if (!volume.HasRoom)
        {
            return "no space left on the volume";
        }

        if (now.Backends.Count == 0)
        {
            return "no back end is configured";
        }

        var backend = now.Backends[(int)((uint)Interlocked.Increment(ref _turn) % (uint)now.Backends.Count)];
        return ProcessSettings.KnownBackends.Contains(backend, StringComparer.Ordinal) ? null : $"back end {backend} is unknown";
    }
}
