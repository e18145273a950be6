using AIOps.Contracts.Storage;

namespace AIOps.Storage.Operational;

/// <summary>A document as it stands in its table.</summary>
internal sealed record DocumentRow(string Id, long Version, string State, string Key, long AtMs, string Body)
{
    public Document ToDocument(DocumentKind kind) => new(kind, Id, Version, State, Key, AtMs, Body);
}
