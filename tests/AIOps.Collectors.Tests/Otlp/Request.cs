using AIOps.Collectors.Otlp;

namespace AIOps.Collectors.Tests.Otlp;

/// <summary>Builds OTLP requests field by field.</summary>
internal static class Request
{
    public static byte[] Metrics(params byte[][] metrics) => Envelope([("service.name", "orders"), ("service.namespace", "shop"), ("service.instance.id", "orders-1")], metrics);

    public static byte[] Envelope((string Key, string Value)[] resource, params byte[][] items)
    {
        var writer = new ProtoWriter();
        var group = writer.Begin(1);
        var head = writer.Begin(1);
        foreach (var (key, value) in resource)
        {
            Attribute(writer, 1, key, value);
        }

        writer.End(head);
        var scope = writer.Begin(2);
        foreach (var item in items)
        {
            writer.Bytes(2, item);
        }

        writer.End(scope);
        writer.End(group);
        return writer.ToArray();
    }

    public static byte[] Metric(string name, string unit, int kind, int temporality, bool monotonic, params byte[][] points)
    {
        var writer = new ProtoWriter();
        writer.Text(1, name);
        writer.Text(3, unit);
        var body = writer.Begin(kind);
        foreach (var point in points)
        {
            writer.Bytes(1, point);
        }

        if (temporality > 0)
        {
            writer.Varint(2, (ulong)temporality);
        }

        if (monotonic)
        {
            writer.Varint(3, 1);
        }

        writer.End(body);
        return writer.ToArray();
    }

    public static byte[] Gauge(string name, params byte[][] points) => Metric(name, "1", 5, 0, monotonic: false, points);

    public static byte[] Number(long ms, double value, params (string Key, string Value)[] attributes)
    {
        var writer = new ProtoWriter();
        foreach (var (key, text) in attributes)
        {
            Attribute(writer, 7, key, text);
        }

        writer.Fixed64(3, (ulong)ms * 1_000_000);
        writer.Double(4, value);
        return writer.ToArray();
    }

    public static byte[] Histogram(long startMs, long ms, double sum, double[] bounds, params ulong[] counts)
    {
        var writer = new ProtoWriter();
        writer.Fixed64(2, (ulong)startMs * 1_000_000);
        writer.Fixed64(3, (ulong)ms * 1_000_000);
        writer.Fixed64(4, counts.Aggregate(0UL, (total, count) => total + count));
        writer.Double(5, sum);
        var packed = writer.Begin(6);
        Array.ForEach(counts, writer.RawFixed64);
        writer.End(packed);
        packed = writer.Begin(7);
        Array.ForEach(bounds, bound => writer.RawFixed64(BitConverter.DoubleToUInt64Bits(bound)));
        writer.End(packed);
        return writer.ToArray();
    }

    public static byte[] Exponential(long startMs, long ms, int scale, int offset, double sum, ulong zero, params ulong[] counts)
    {
        var writer = new ProtoWriter();
        writer.Fixed64(2, (ulong)startMs * 1_000_000);
        writer.Fixed64(3, (ulong)ms * 1_000_000);
        writer.Fixed64(4, counts.Aggregate(zero, (total, count) => total + count));
        writer.Double(5, sum);
        writer.ZigZag32(6, scale);
        writer.Fixed64(7, zero);
        var buckets = writer.Begin(8);
        writer.ZigZag32(1, offset);
        var packed = writer.Begin(2);
        Array.ForEach(counts, writer.Number);
        writer.End(packed);
        writer.End(buckets);
        return writer.ToArray();
    }

    public static byte[] Log(long ms, string body, int severity = 9, params (string Key, string Value)[] attributes)
    {
        var writer = new ProtoWriter();
        writer.Fixed64(1, (ulong)ms * 1_000_000);
        writer.Varint(2, (ulong)severity);
        var value = writer.Begin(5);
        writer.Text(1, body);
        writer.End(value);
        foreach (var (key, text) in attributes)
        {
            Attribute(writer, 6, key, text);
        }

        return writer.ToArray();
    }

    public static void Attribute(ProtoWriter writer, int field, string key, string value)
    {
        var pair = writer.Begin(field);
        writer.Text(1, key);
        var any = writer.Begin(2);
        writer.Text(1, value);
        writer.End(any);
        writer.End(pair);
    }
}
