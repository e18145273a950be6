using System.Diagnostics.Metrics;

namespace AIOps.Storage;

/// <summary>What the store and the history tell about themselves.</summary>
internal static class StorageInstruments
{
    private static readonly Meter Meter = new("AIOps.Storage");
    private static readonly Counter<long> Commits = Meter.CreateCounter<long>("aiops.storage.commits", "{commit}", "Writes that were confirmed by the operational store");
    private static readonly Counter<long> Groups = Meter.CreateCounter<long>("aiops.storage.transactions", "{transaction}", "Transactions of the operational store; each confirms one or more writes");
    private static readonly Counter<long> Outages = Meter.CreateCounter<long>("aiops.storage.outages", "{outage}", "Transactions that failed because the database could not be reached or written");

    /// <summary>Shows the fill of a write queue until the result is disposed.</summary>
    public static IDisposable Watch(Func<long> waiting, long most)
    {
        var meter = new Meter("AIOps.Storage");
        meter.CreateObservableGauge("aiops.storage.writes_waiting", waiting, "{write}", "Writes that wait for the operational store's next transaction.");
        meter.CreateObservableGauge("aiops.storage.writes_waiting_limit", () => most, "{write}", "Writes that may wait at once; whoever comes then waits for room.");
        return meter;
    }

    public static void OnGroupCommitted(int writes)
    {
        Commits.Add(writes);
        Groups.Add(1);
    }

    public static void OnOutage() => Outages.Add(1);
}
