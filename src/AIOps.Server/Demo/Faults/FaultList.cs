namespace AIOps.Server.Demo.Faults;

/// <summary>The faults that the demo knows.</summary>
internal static class FaultList
{
    public static IReadOnlyList<IFault> All { get; } = [new CrashFault(), new HangFault(), new ErrorBurstFault()];

    public static IFault? Find(string name) => All.FirstOrDefault(fault => fault.Name == name);
}
