namespace AIOps.Storage.History;

/// <summary>Where a chunk lies in a file.</summary>
internal readonly record struct StoredChunk(long Offset, int Length, int Count, long MinTime, long MaxTime)
{
    public bool Overlaps(long from, long to) => MaxTime >= from && MinTime < to;
}
