using System.Buffers.Binary;
using System.Text;
using AIOps.Contracts.Telemetry;

namespace AIOps.Collectors.Otlp;

/// <summary>The state of reading one metrics request.</summary>
internal sealed class MetricsReader(SeriesCache cache, OtlpOptions options, TimeWindow window, Refused refused)
{
    private const int BatchSamples = 32_768;
    private readonly ByteText _key = new(64 * 1024);
    private readonly ByteText _scratch = new(4096);
    private readonly Decoded<MetricBatch> _decoded = new(refused);
    private MetricBatch _batch = new(1024);
    private ResourceEntry _resource = null!;
    private int _keyPrefix;

    public Decoded<MetricBatch> Read(ReadOnlySpan<byte> request)
    {
        var reader = new ProtoReader(request);
        while (Envelope.Next(ref reader, 1, out var resourceMetrics))
        {
            _resource = cache.Resource(Envelope.First(resourceMetrics), refused, _scratch);
            _decoded.Resources.Add(_resource);
            var scopes = new ProtoReader(resourceMetrics);
            while (Envelope.Next(ref scopes, 2, out var scope))
            {
                var metrics = new ProtoReader(scope);
                while (Envelope.Next(ref metrics, 2, out var metric))
                {
                    ReadMetric(metric);
                }
            }
        }

        Turn(1);
        return _decoded;
    }

    private void Turn(int atLeast)
    {
        if (_batch.Count >= atLeast)
        {
            _decoded.Batches.Add(_batch);
            _batch = new MetricBatch(1024);
        }
    }

    private void ReadMetric(ReadOnlySpan<byte> metric)
    {
        ReadOnlySpan<byte> name = default, unit = default, body = default;
        var kind = 0;
        var reader = new ProtoReader(metric);
        while (reader.Next(out var field))
        {
            switch (field, reader.Wire)
            {
                case (1, ProtoReader.Length): name = reader.ReadBytes(); break;
                case (3, ProtoReader.Length): unit = reader.ReadBytes(); break;
                case (5 or 7 or 9 or 10 or 11, ProtoReader.Length): body = reader.ReadBytes(); kind = field; break;
                default: reader.Skip(); break;
            }
        }

        if (kind == 0)
        {
            return;
        }

        var temporality = 0;
        var monotonic = false;
        reader = new ProtoReader(body);
        while (reader.Next(out var field))
        {
            switch (field, reader.Wire)
            {
                case (2, ProtoReader.Varint): temporality = (int)reader.ReadVarint(); break;
                case (3, ProtoReader.Varint): monotonic = reader.ReadVarint() != 0; break;
                default: reader.Skip(); break;
            }
        }

        var shape = (kind, temporality) switch
        {
            (5, _) => MetricShape.Gauge,
            (7, 1) => monotonic ? MetricShape.Delta : MetricShape.RunningSum,
            (7, _) => monotonic ? MetricShape.Counter : MetricShape.Gauge,
            (9, 1) => MetricShape.DeltaHistogram,
            (9, _) => MetricShape.CumulativeHistogram,
            (10, 1) => MetricShape.DeltaExponential,
            (10, _) => MetricShape.CumulativeExponential,
            _ => MetricShape.Summary,
        };
        BeginKey(name, unit, shape);
        var points = new ProtoReader(body);
        while (Envelope.Next(ref points, 1, out var point))
        {
            if (name.IsEmpty)
            {
                refused.Add(Refusal.Malformed, "a metric without a name");
                continue;
            }

            if (shape <= MetricShape.RunningSum)
            {
                ReadNumber(point, name, unit, shape);
            }
            else
            {
                ReadDistribution(point, name, unit, shape);
            }

            Turn(BatchSamples);
        }
    }

    private void ReadNumber(ReadOnlySpan<byte> point, ReadOnlySpan<byte> name, ReadOnlySpan<byte> unit, MetricShape shape)
    {
        _key.Rewind(_keyPrefix);
        ulong time = 0;
        double value = 0;
        var has = false;
        ulong flags = 0;
        var reader = new ProtoReader(point);
        while (reader.Next(out var field))
        {
            switch (field, reader.Wire)
            {
                case (7, ProtoReader.Length): AddAttribute(reader.ReadBytes()); break;
                case (3, ProtoReader.Fixed64): time = reader.ReadFixed64(); break;
                case (4, ProtoReader.Fixed64): value = reader.ReadDouble(); has = true; break;
                case (6, ProtoReader.Fixed64): value = (long)reader.ReadFixed64(); has = true; break;
                case (8, ProtoReader.Varint): flags = reader.ReadVarint(); break;
                default: reader.Skip(); break;
            }
        }

        // Flag 1: the sender says that there is no value at this time.
        if ((flags & 1) != 0 || !has)
        {
            return;
        }

        if (!double.IsFinite(value))
        {
            refused.Add(Refusal.NotFinite, Texts.Read(name, 128));
        }
        else if (!window.TryRead(time, out var ms))
        {
            refused.Add(Refusal.Time, Example(name, time));
        }
        else if (Entry(name, unit, shape) is { } entry)
        {
            if (shape == MetricShape.RunningSum)
            {
                lock (entry)
                {
                    var sum = (RunningSum)(entry.State ??= new RunningSum());
                    if (sum.Add(ms, value) is not { } level)
                    {
                        refused.Add(Refusal.OutOfOrder, Texts.Read(name, 128));
                        return;
                    }

                    value = level;
                }
            }

            _batch.Add(entry.Series[0], ms, value);
            _decoded.Taken++;
        }
    }

    private void ReadDistribution(ReadOnlySpan<byte> point, ReadOnlySpan<byte> name, ReadOnlySpan<byte> unit, MetricShape shape)
    {
        _key.Rewind(_keyPrefix);
        var attributes = shape switch { MetricShape.CumulativeHistogram or MetricShape.DeltaHistogram => 9, MetricShape.Summary => 7, _ => 1 };
        var reader = new ProtoReader(point);
        while (reader.Next(out var field))
        {
            if (field == attributes && reader.Wire == ProtoReader.Length)
            {
                AddAttribute(reader.ReadBytes());
            }
            else
            {
                reader.Skip();
            }
        }

        if (DistributionPoint.Read(point, shape) is not { } read)
        {
            refused.Add(Refusal.Malformed, $"{Texts.Read(name, 128)}: its buckets and bounds do not fit together, or are more than {DistributionPoint.MostBuckets}");
            return;
        }

        if (read.NoValue)
        {
            return;
        }

        if (!double.IsFinite(read.Distribution.Sum) || Array.Exists(read.Quantiles, value => double.IsInfinity(value)))
        {
            refused.Add(Refusal.NotFinite, Texts.Read(name, 128));
            return;
        }

        if (!window.TryRead(read.TimeNano, out var ms))
        {
            refused.Add(Refusal.Time, Example(name, read.TimeNano));
            return;
        }

        if (Entry(name, unit, shape) is not { } entry)
        {
            return;
        }

        var part = read.Distribution;
        if (shape is not (MetricShape.DeltaHistogram or MetricShape.DeltaExponential))
        {
            lock (entry)
            {
                var state = (DistributionState)(entry.State ??= new DistributionState());
                part = state.Next(ms, (long)(read.StartNano / 1_000_000), read.Distribution, out var outOfOrder);
                if (outOfOrder)
                {
                    refused.Add(Refusal.OutOfOrder, Texts.Read(name, 128));
                    return;
                }
            }
        }

        _decoded.Taken++;
        if (part is not null)
        {
            Emit(entry.Series, ms, part, shape == MetricShape.Summary ? read.Quantiles : null);
        }
    }

    private void Emit(SeriesKey[] series, long ms, Distribution part, double[]? quantiles)
    {
        _batch.Add(series[0], ms, part.Count);
        if (part.Count == 0)
        {
            return;
        }

        if (part.Mean is { } mean)
        {
            _batch.Add(series[1], ms, mean);
        }

        for (var i = 0; i < DistributionPoint.Shares.Length; i++)
        {
            var value = quantiles is null ? Quantile.Of(part, DistributionPoint.Shares[i]) : quantiles[i];
            if (value is { } finite && double.IsFinite(finite))
            {
                _batch.Add(series[2 + i], ms, finite);
            }
        }
    }

    private void BeginKey(ReadOnlySpan<byte> name, ReadOnlySpan<byte> unit, MetricShape shape)
    {
        Span<byte> head = stackalloc byte[17];
        BinaryPrimitives.WriteInt64LittleEndian(head, _resource.Handle);
        head[8] = (byte)shape;
        BinaryPrimitives.WriteInt32LittleEndian(head[9..], name.Length);
        BinaryPrimitives.WriteInt32LittleEndian(head[13..], unit.Length);
        _key.Clear();
        _key.Add(head);
        _key.Add(name);
        _key.Add(unit);
        _keyPrefix = _key.Length;
    }

    private void AddAttribute(ReadOnlySpan<byte> keyValue)
    {
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, keyValue.Length);
        _key.Add(length);
        _key.Add(keyValue);
    }

    private SeriesEntry? Entry(ReadOnlySpan<byte> name, ReadOnlySpan<byte> unit, MetricShape shape)
    {
        if (_key.Cut)
        {
            refused.Add(Refusal.TooLarge, $"{Texts.Read(name, 128)}: attributes of more than 64 KB");
            _key.Clear();
            BeginKey(name, unit, shape);
            return null;
        }

        var hash = KeyHash.Of(_key.Written);
        if (cache.Find(_key.Written, hash) is { } known)
        {
            return known;
        }

        var encoded = _key.Written.ToArray();
        var metric = Texts.Read(name, 512);
        var unitText = Texts.Read(unit, 64);
        var labels = Labels(encoded.AsSpan(_keyPrefix));
        var made = cache.Add(hash, _resource.Budget, () => new SeriesEntry(encoded, _resource.Budget, SeriesNames.Make(_resource.Entity, metric, labels, unitText, shape)));
        if (made is null)
        {
            refused.Add(Refusal.Cardinality, $"{metric} of {_resource.Entity.Workload}");
        }

        return made;
    }

    private List<KeyValuePair<string, string>> Labels(ReadOnlySpan<byte> attributes)
    {
        var labels = new List<KeyValuePair<string, string>>();
        while (!attributes.IsEmpty)
        {
            var length = BinaryPrimitives.ReadInt32LittleEndian(attributes);
            if (labels.Count >= options.MaxAttributes)
            {
                refused.Note(Refusal.Attributes, "a data point");
                break;
            }

            AnyValueText.Split(attributes.Slice(4, length), out var key, out var value);
            var name = Encoding.UTF8.GetString(key[..Math.Min(key.Length, 256)]);
            if (!labels.Exists(label => label.Key == name))
            {
                labels.Add(KeyValuePair.Create(name, Texts.Cut(AnyValueText.Read(value, _scratch), 512)));
            }

            attributes = attributes[(4 + length)..];
        }

        return labels;
    }

    private static string Example(ReadOnlySpan<byte> name, ulong unixNano) => $"{Texts.Read(name, 128)} at {Stamp(unixNano)}";

    private static string Stamp(ulong unixNano) => unixNano / 1_000_000 is var ms && ms < 253_402_300_800_000 ? DateTimeOffset.FromUnixTimeMilliseconds((long)ms).ToString("u") : $"{unixNano} ns";
}
