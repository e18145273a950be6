using AIOps.Contracts.Telemetry;

namespace AIOps.Incidents.Topology;

/// <summary>An edge between two workloads with its age and traffic.</summary>
/// <param name="From">The caller, or the dependent.</param>
/// <param name="To">The callee, or what is depended on.</param>
/// <param name="Kind">What it means.</param>
/// <param name="FirstSeenMs">Unix milliseconds of the first evidence.</param>
/// <param name="LastSeenMs">Unix milliseconds of the last evidence; <see cref="long.MaxValue"/> for a declared edge, which never ages.</param>
/// <param name="Calls">Calls seen in all.</param>
/// <param name="Errors">Failed calls seen in all.</param>
public sealed record TopologyEdge(string From, string To, EdgeKind Kind, long FirstSeenMs, long LastSeenMs, long Calls, long Errors)
{
    /// <summary>True when the owners declared it; such an edge has no age.</summary>
    public bool Declared => LastSeenMs == long.MaxValue;

    /// <summary>Time since the last evidence; zero for a declared edge.</summary>
    public TimeSpan Age(DateTimeOffset now) => Declared ? TimeSpan.Zero : TimeSpan.FromMilliseconds(Math.Max(0, now.ToUnixTimeMilliseconds() - LastSeenMs));
}
