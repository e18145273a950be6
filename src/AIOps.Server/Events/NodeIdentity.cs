namespace AIOps.Server.Events;

/// <summary>
/// Who this process is when it takes leases. With the embedded store the data folder is locked by one process, so its owner keeps one name over restarts and
/// takes its own leases back at once; with a shared database every process has a name of its own.
/// </summary>
internal sealed record NodeIdentity(string Name);
