using AIOps.Server.Demo.Cast;

namespace AIOps.Server.Demo.Faults;

/// <summary>The faults that the demo knows.</summary>
internal static class FaultList
{
    /// <summary>Two faults at once, of services that have nothing to do with each other.</summary>
    public const string Double = "double";

    public static IReadOnlyList<IFault> All { get; } =
    [
        new CrashFault(), new HangFault(), new ErrorBurstFault(), new SlowDependencyFault(), new BadDeployFault(), new WorkerStallFault(), new MemoryLeakFault(), new DiskFullFault(), new CpuHogFault(),
        new TrafficWaveFault(), new UpstreamDownFault(),
    ];

    /// <summary>What <see cref="Double"/> chooses from.</summary>
    public static IReadOnlyList<IFault> OfTwo { get; } = [new CrashFault(), new HangFault(), new ErrorBurstFault()];

    /// <summary>Every name that may stand after <c>--fault</c>.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(fault => fault.Name), Double];

    /// <summary>The set of services where a fault is at home.</summary>
    public static string SetOf(string name) => Find(name)?.Set ?? ServiceSet.ShopName;

    public static IFault? Find(string name) => All.FirstOrDefault(fault => fault.Name == name);
}
