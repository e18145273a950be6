namespace AIOps.Collectors;

/// <summary>Why something that came in was not taken: the closed set of reasons that self-metrics are tagged with.</summary>
internal enum Refusal
{
    /// <summary>The bytes are not what they claim to be.</summary>
    Malformed,

    /// <summary>A body, decompressed body, text or list is larger than its bound.</summary>
    TooLarge,

    /// <summary>NaN or an infinity.</summary>
    NotFinite,

    /// <summary>A timestamp outside the accepted window.</summary>
    Time,

    /// <summary>A body that arrived so slowly that it was cut off.</summary>
    Slow,

    /// <summary>Older than what the series already told.</summary>
    OutOfOrder,

    /// <summary>A source has too many series, or there are too many sources.</summary>
    Cardinality,

    /// <summary>More attributes than are kept.</summary>
    Attributes,

    /// <summary>Without a valid token from elsewhere than loopback.</summary>
    Unauthorized,

    /// <summary>Too much at once: the sender was told to come back.</summary>
    Overload,

    /// <summary>The pipeline behind refused it for good.</summary>
    Sink,

    /// <summary>One of our own messages that came back.</summary>
    Echo,

    /// <summary>A bounded table was full, so something was left out.</summary>
    TableFull,

    /// <summary>A file or kernel interface that is not there.</summary>
    Missing,
}
