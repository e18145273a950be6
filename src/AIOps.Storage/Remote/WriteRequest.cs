using System.Text;
using AIOps.Storage.History;

namespace AIOps.Storage.Remote;

/// <summary>
/// A remote write 1.0 request: <c>WriteRequest { timeseries = 1 { labels = 1 { name = 1, value = 2 }, samples = 2 { value = 1 double, timestamp = 2 int64 ms } } }</c>,
/// compressed with snappy's block format. Pure. Source: Prometheus, "Remote-Write 1.0 specification".
/// </summary>
internal sealed class WriteRequest
{
    private const byte TimeSeries = (1 << 3) | 2;
    private const byte Label = (1 << 3) | 2;
    private const byte Sample = (2 << 3) | 2;
    private const byte First = (1 << 3) | 2;
    private const byte Second = (2 << 3) | 2;
    private const byte Value = (1 << 3) | 1;
    private const byte Timestamp = 2 << 3;
    private readonly List<Part> _parts = [];

    /// <summary>Number of samples.</summary>
    public int Count { get; private set; }

    /// <summary>The series in it.</summary>
    public IEnumerable<SentSeries> Series => _parts.Select(part => part.Series);

    /// <summary>Adds samples of a series in rising time.</summary>
    public void Add(SentSeries series, ReadOnlyMemory<long> times, ReadOnlyMemory<double> values)
    {
        if (times.Length > 0)
        {
            _parts.Add(new Part(series, times, values));
            Count += times.Length;
        }
    }

    /// <summary>Two halves of about as many samples, the earlier samples of a series first.</summary>
    public (WriteRequest First, WriteRequest Second) Split()
    {
        var (first, second) = (new WriteRequest(), new WriteRequest());
        if (_parts is [var only])
        {
            var half = only.Times.Length / 2;
            first.Add(only.Series, only.Times[..half], only.Values[..half]);
            second.Add(only.Series, only.Times[half..], only.Values[half..]);
            return (first, second);
        }

        for (var i = 0; i < _parts.Count; i++)
        {
            (i < _parts.Count / 2 ? first : second).Add(_parts[i].Series, _parts[i].Times, _parts[i].Values);
        }

        return (first, second);
    }

    /// <summary>Notes that every sample in it was accepted.</summary>
    public void Accept()
    {
        foreach (var part in _parts)
        {
            part.Series.LastMs = Math.Max(part.Series.LastMs, part.Times.Span[^1]);
            part.Series.Doubtful = false;
        }
    }

    /// <summary>The body of the request.</summary>
    public byte[] Encode()
    {
        var bytes = new ByteWriter();
        foreach (var part in _parts)
        {
            var times = part.Times.Span;
            var size = part.Series.Labels.Length;
            foreach (var time in times)
            {
                size += 2 + SampleSize(time);
            }

            bytes.Bytes([TimeSeries]);
            bytes.Count(size);
            bytes.Bytes(part.Series.Labels);
            for (var i = 0; i < times.Length; i++)
            {
                bytes.Bytes([Sample]);
                bytes.Count(SampleSize(times[i]));
                bytes.Bytes([Value]);
                bytes.Doubles(part.Values.Span.Slice(i, 1));
                bytes.Bytes([Timestamp]);
                bytes.Unsigned((ulong)times[i]);
            }
        }

        return IronSnappy.Snappy.Encode(bytes.Written);
    }

    /// <summary>Labels as a time series has them.</summary>
    public static byte[] EncodeLabels(IReadOnlyList<KeyValuePair<string, string>> labels)
    {
        using var all = new MemoryStream();
        foreach (var (name, value) in labels)
        {
            var (nameBytes, valueBytes) = (Encoding.UTF8.GetBytes(name), Encoding.UTF8.GetBytes(value));
            all.WriteByte(Label);
            Number(all, 2 + NumberSize((ulong)nameBytes.Length) + nameBytes.Length + NumberSize((ulong)valueBytes.Length) + valueBytes.Length);
            all.WriteByte(First);
            Number(all, nameBytes.Length);
            all.Write(nameBytes);
            all.WriteByte(Second);
            Number(all, valueBytes.Length);
            all.Write(valueBytes);
        }

        return all.ToArray();
    }

    private static int SampleSize(long time) => 10 + NumberSize((ulong)time);

    private static int NumberSize(ulong value)
    {
        var size = 1;
        for (; value >= 0x80; value >>= 7)
        {
            size++;
        }

        return size;
    }

    private static void Number(MemoryStream into, int value)
    {
        var rest = (uint)value;
        for (; rest >= 0x80; rest >>= 7)
        {
            into.WriteByte((byte)(rest | 0x80));
        }

        into.WriteByte((byte)rest);
    }

    private sealed record Part(SentSeries Series, ReadOnlyMemory<long> Times, ReadOnlyMemory<double> Values);
}
