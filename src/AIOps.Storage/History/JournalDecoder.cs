using System.Runtime.InteropServices;
using AIOps.Contracts.Telemetry;

namespace AIOps.Storage.History;

/// <summary>Reads the records of one journal in order.</summary>
/// <param name="known">Gives the shared instance of a key, so that a series has one object in the process.</param>
internal sealed class JournalDecoder(Func<SeriesKey, SeriesKey> known)
{
    private readonly List<SeriesKey> _series = [];
    private int[] _positions = [];

    /// <summary>Reads a payload.</summary>
    /// <param name="payload">What <see cref="JournalEncoder"/> wrote after the record's header.</param>
    /// <param name="wanted">False when only the definitions are of interest.</param>
    /// <exception cref="InvalidDataException">The payload is damaged although its checksum is right.</exception>
    public MetricBatch? Read(ReadOnlySpan<byte> payload, bool wanted)
    {
        var reader = new ByteReader(payload);
        var definitions = new ByteReader(reader.Bytes(reader.Int32()));
        while (!definitions.AtEnd)
        {
            _series.Add(known(SeriesKey.Decode(definitions.Bytes(definitions.Count()))));
        }

        return wanted ? ReadColumns(ref reader) : null;
    }

    private MetricBatch ReadColumns(ref ByteReader reader)
    {
        var count = reader.Count();
        var batch = new MetricBatch(Math.Min(count, JournalFormat.MaxPayload / 10));
        var positions = Positions(count);
        long number = 0;
        for (var i = 0; i < count; i++)
        {
            number += reader.Signed();
            if ((ulong)number >= (ulong)_series.Count)
            {
                throw new InvalidDataException($"history: series {number} of {_series.Count}");
            }

            positions[i] = batch.AddSeries(_series[(int)number]);
        }

        var times = new long[count];
        long time = 0;
        for (var i = 0; i < count; i++)
        {
            time = unchecked(time + reader.Signed());
            times[i] = time;
        }

        var values = MemoryMarshal.Cast<byte, double>(reader.Bytes(checked(count * 8)));
        for (var i = 0; i < count; i++)
        {
            batch.Add(positions[i], times[i], values[i]);
        }

        return batch;
    }

    private int[] Positions(int count)
    {
        if (_positions.Length < count)
        {
            _positions = new int[count];
        }

        return _positions;
    }
}
