namespace AIOps.Storage.Remote;

/// <summary>How a store took a request.</summary>
internal enum WriteResult
{
    /// <summary>Everything is there.</summary>
    Accepted,

    /// <summary>It will never take this request.</summary>
    Refused,

    /// <summary>It may take it later.</summary>
    Away,
}
