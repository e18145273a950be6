namespace AIOps.Storage.History;

/// <summary>
/// A closed segment by series. <c>"AIOPSC1\n"</c>, the chunks, the index, and a footer <c>indexAt(8) indexLength(4) crc32c of the index(4) appendedFrom(8) appendedTo(8) "AIOPSCE\n"</c>.
/// The index is <c>seriesCount(4)</c>, for each series in rising id <c>id(8) entryAt(4)</c>, then the entries
/// <c>keyLength key fields { chunks { offset length samples minTime maxTime } }</c>. Raw segments have one field, the value; rollups of gauges have mean, least and greatest.
/// </summary>
internal static class ColumnsFormat
{
    public const int Footer = 40;

    /// <summary>Samples in a chunk: forty minutes at 5 s.</summary>
    public const int ChunkLength = 480;

    public static ReadOnlySpan<byte> FileMagic => "AIOPSC1\n"u8;

    public static ReadOnlySpan<byte> EndMagic => "AIOPSCE\n"u8;
}
