using AIOps.Collectors.Otlp;

namespace AIOps.Benchmarks;

/// <summary>Attributes of OTLP messages that the benchmarks write themselves.</summary>
internal static class OtlpAttributes
{
    /// <summary>Writes a key and a text as one field of a message.</summary>
    public static void Attribute(this ProtoWriter writer, int field, string key, string value)
    {
        var pair = writer.Begin(field);
        writer.Text(1, key);
        var any = writer.Begin(2);
        writer.Text(1, value);
        writer.End(any);
        writer.End(pair);
    }
}
