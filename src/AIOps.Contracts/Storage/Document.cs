namespace AIOps.Contracts.Storage;

/// <summary>A stored aggregate.</summary>
/// <param name="Kind">Its table.</param>
/// <param name="Id">Primary key, at most 256 characters.</param>
/// <param name="Version">Rises by one with each write.</param>
/// <param name="State">Indexed: its lifecycle state, or empty.</param>
/// <param name="Key">Indexed: what it is looked up by beside its id (service, target, incident), or empty.</param>
/// <param name="AtMs">Indexed: its time in Unix milliseconds.</param>
/// <param name="Body">JSON.</param>
public sealed record Document(DocumentKind Kind, string Id, long Version, string State, string Key, long AtMs, string Body);
