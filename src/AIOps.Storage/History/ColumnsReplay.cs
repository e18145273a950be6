using AIOps.Contracts.Telemetry;

namespace AIOps.Storage.History;

/// <summary>Gives a segment by series back as batches in order of time, ten seconds at a time.</summary>
internal static class ColumnsReplay
{
    private const long SliceMs = 10_000;

    public static IEnumerable<MetricBatch> Run(string path, SeriesIndex index)
    {
        using var file = new ColumnsFile(path);
        var cursors = Enumerable.Range(0, file.Count).Select(place => new Cursor(file, place, index)).Where(cursor => cursor.Advance()).ToList();
        while (cursors.Count > 0)
        {
            var end = unchecked(cursors.Min(cursor => cursor.Time) + SliceMs);
            var batch = new MetricBatch();
            foreach (var cursor in cursors)
            {
                while (!cursor.Ended && cursor.Time < end)
                {
                    batch.Add(cursor.Key, cursor.Time, cursor.Value);
                    cursor.Advance();
                    if (batch.Count == MetricBatchCodec.MaxSamples)
                    {
                        yield return batch;
                        batch = new MetricBatch();
                    }
                }
            }

            if (batch.Count > 0)
            {
                yield return batch;
            }

            cursors.RemoveAll(cursor => cursor.Ended);
        }
    }

    private sealed class Cursor(ColumnsFile file, int place, SeriesIndex index)
    {
        private readonly List<StoredChunk> _chunks = file.Chunks(place);
        private readonly SampleBuffer _samples = new();
        private int _chunk;
        private int _at = -1;

        public SeriesKey Key { get; } = index.Share(file.Key(place));

        public bool Ended { get; private set; }

        public long Time => _samples.Times[_at];

        public double Value => _samples.Values[_at];

        public bool Advance()
        {
            while (++_at >= _samples.Count)
            {
                if (_chunk == _chunks.Count)
                {
                    Ended = true;
                    return false;
                }

                _samples.Clear();
                _at = -1;
                file.Read(_chunks[_chunk++], long.MinValue, long.MaxValue, _samples);
            }

            return true;
        }
    }
}
