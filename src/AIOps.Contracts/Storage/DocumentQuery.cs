namespace AIOps.Contracts.Storage;

/// <summary>Which documents to read; conditions are joined by and. Ordered by time, newest first unless told otherwise.</summary>
/// <param name="Kind">The table.</param>
public sealed record DocumentQuery(DocumentKind Kind)
{
    /// <summary>Any of these states; null for all.</summary>
    public IReadOnlyList<string>? States { get; init; }

    /// <summary>This key; null for all.</summary>
    public string? Key { get; init; }

    /// <summary>At or after this time, Unix milliseconds.</summary>
    public long? FromMs { get; init; }

    /// <summary>Before this time, Unix milliseconds.</summary>
    public long? ToMs { get; init; }

    /// <summary>Oldest first.</summary>
    public bool OldestFirst { get; init; }

    /// <summary>Rows to skip.</summary>
    public int Offset { get; init; }

    /// <summary>Most rows to return, 1 to 10,000.</summary>
    public int Limit { get; init; } = 1000;
}
