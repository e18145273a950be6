namespace AIOps.Contracts.Storage;

/// <summary>A write inside a <see cref="StoreCommit"/>: insert, replace or delete under compare-and-set.</summary>
/// <param name="Kind">Its table.</param>
/// <param name="Id">Primary key.</param>
/// <param name="ExpectedVersion">0 to insert (refused when it exists), the version that was read to replace or delete, or <see cref="AnyVersion"/>.</param>
/// <param name="State">Indexed state.</param>
/// <param name="Key">Indexed key.</param>
/// <param name="AtMs">Indexed time in Unix milliseconds.</param>
/// <param name="Body">JSON; null deletes.</param>
public sealed record DocumentWrite(DocumentKind Kind, string Id, long ExpectedVersion, string State, string Key, long AtMs, string? Body)
{
    /// <summary>Insert or replace whatever is there.</summary>
    public const long AnyVersion = -1;
}
