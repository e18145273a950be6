using AIOps.Contracts.Telemetry;

namespace AIOps.Storage.History;

/// <summary>Writes batches as records of one journal, whose series it numbers.</summary>
internal sealed class JournalEncoder
{
    private readonly Dictionary<ulong, int> _numbers = [];
    private int[] _numberOf = [];

    /// <summary>Appends a batch as a record; samples whose series is not taken are left out.</summary>
    /// <returns>Number of samples written; when it is 0 nothing was.</returns>
    public int Append(ByteWriter into, MetricBatch batch, ReadOnlySpan<bool> taken, long appendedAtMs)
    {
        var kept = 0;
        var seriesOf = batch.SeriesOf;
        var values = batch.Values;
        for (var i = 0; i < seriesOf.Length; i++)
        {
            kept += taken[seriesOf[i]] && double.IsFinite(values[i]) ? 1 : 0;
        }

        if (kept == 0)
        {
            return 0;
        }

        var start = into.Skip(JournalFormat.RecordHeader);
        WriteDefinitions(into, batch, taken);
        into.Count(kept);
        WriteColumns(into, batch, taken, kept);
        JournalFormat.WriteHeader(into.Written[start..], appendedAtMs);
        return kept;
    }

    private void WriteDefinitions(ByteWriter into, MetricBatch batch, ReadOnlySpan<bool> taken)
    {
        var at = into.Skip(4);
        if (_numberOf.Length < batch.Series.Count)
        {
            _numberOf = new int[batch.Series.Count * 2];
        }

        for (var i = 0; i < batch.Series.Count; i++)
        {
            var key = batch.Series[i];
            if (taken[i] && !_numbers.TryGetValue(key.Id, out _numberOf[i]))
            {
                _numberOf[i] = _numbers.Count;
                _numbers.Add(key.Id, _numbers.Count);
                into.Count(key.Encoded.Length);
                into.Bytes(key.Encoded);
            }
        }

        into.Int32At(at, into.Length - at - 4);
    }

    private void WriteColumns(ByteWriter into, MetricBatch batch, ReadOnlySpan<bool> taken, int kept)
    {
        var seriesOf = batch.SeriesOf;
        var times = batch.Times;
        var values = batch.Values;
        long before = 0;
        for (var i = 0; i < seriesOf.Length; i++)
        {
            if (taken[seriesOf[i]] && double.IsFinite(values[i]))
            {
                into.Signed(_numberOf[seriesOf[i]] - before);
                before = _numberOf[seriesOf[i]];
            }
        }

        before = 0;
        for (var i = 0; i < seriesOf.Length; i++)
        {
            if (taken[seriesOf[i]] && double.IsFinite(values[i]))
            {
                into.Signed(unchecked(times[i] - before));
                before = times[i];
            }
        }

        if (kept == values.Length)
        {
            into.Doubles(values);
            return;
        }

        for (var i = 0; i < values.Length; i++)
        {
            if (taken[seriesOf[i]] && double.IsFinite(values[i]))
            {
                into.Doubles(values.Slice(i, 1));
            }
        }
    }
}
