using System.Buffers.Text;
using System.Text;

namespace AIOps.Collectors.Otlp;

/// <summary>The text of an OTLP <c>AnyValue</c>: strings as they are, lists as <c>[a, b]</c>, maps as <c>{k: v}</c>.</summary>
internal static class AnyValueText
{
    private const int MostDepth = 16;

    /// <summary>Appends the text of a value.</summary>
    public static void Write(ReadOnlySpan<byte> value, ByteText text) => Write(value, text, 0);

    /// <summary>The text of a value as a string, at most as long as the scratch buffer is bounded.</summary>
    public static string Read(ReadOnlySpan<byte> value, ByteText scratch)
    {
        scratch.Clear();
        Write(value, scratch, 0);
        return Encoding.UTF8.GetString(scratch.Written);
    }

    /// <summary>Splits a <c>KeyValue</c> into its key and its still encoded value.</summary>
    public static void Split(ReadOnlySpan<byte> keyValue, out ReadOnlySpan<byte> key, out ReadOnlySpan<byte> value)
    {
        key = default;
        value = default;
        var reader = new ProtoReader(keyValue);
        while (reader.Next(out var field))
        {
            switch (field, reader.Wire)
            {
                case (1, ProtoReader.Length): key = reader.ReadBytes(); break;
                case (2, ProtoReader.Length): value = reader.ReadBytes(); break;
                default: reader.Skip(); break;
            }
        }
    }

    private static void Write(ReadOnlySpan<byte> value, ByteText text, int depth)
    {
        if (depth > MostDepth)
        {
            text.Add("…"u8);
            return;
        }

        Span<byte> digits = stackalloc byte[32];
        var reader = new ProtoReader(value);
        while (reader.Next(out var field))
        {
            switch (field, reader.Wire)
            {
                case (1, ProtoReader.Length):
                    text.Add(reader.ReadBytes());
                    break;
                case (2, ProtoReader.Varint):
                    text.Add(reader.ReadVarint() != 0 ? "true"u8 : "false"u8);
                    break;
                case (3, ProtoReader.Varint):
                    Utf8Formatter.TryFormat((long)reader.ReadVarint(), digits, out var used);
                    text.Add(digits[..used]);
                    break;
                case (4, ProtoReader.Fixed64):
                    Utf8Formatter.TryFormat(reader.ReadDouble(), digits, out used);
                    text.Add(digits[..used]);
                    break;
                case (5, ProtoReader.Length):
                    WriteList(reader.ReadBytes(), text, depth);
                    break;
                case (6, ProtoReader.Length):
                    WriteMap(reader.ReadBytes(), text, depth);
                    break;
                case (7, ProtoReader.Length):
                    var bytes = reader.ReadBytes();
                    text.Add(Encoding.ASCII.GetBytes(Convert.ToHexStringLower(bytes[..Math.Min(bytes.Length, 256)])));
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }
    }

    private static void WriteList(ReadOnlySpan<byte> list, ByteText text, int depth)
    {
        var separator = "["u8;
        var reader = new ProtoReader(list);
        while (reader.Next(out var field))
        {
            if (field != 1 || reader.Wire != ProtoReader.Length)
            {
                reader.Skip();
                continue;
            }

            text.Add(separator);
            separator = ", "u8;
            Write(reader.ReadBytes(), text, depth + 1);
        }

        text.Add(separator.Length == 1 ? "[]"u8 : "]"u8);
    }

    private static void WriteMap(ReadOnlySpan<byte> map, ByteText text, int depth)
    {
        var separator = "{"u8;
        var reader = new ProtoReader(map);
        while (reader.Next(out var field))
        {
            if (field != 1 || reader.Wire != ProtoReader.Length)
            {
                reader.Skip();
                continue;
            }

            Split(reader.ReadBytes(), out var key, out var value);
            text.Add(separator);
            separator = ", "u8;
            text.Add(key);
            text.Add(": "u8);
            Write(value, text, depth + 1);
        }

        text.Add(separator.Length == 1 ? "{}"u8 : "}"u8);
    }
}
