using System.Globalization;
using System.Text.Json;

namespace AIOps.Collectors.Otlp;

/// <summary>Turns OTLP/JSON (camelCase, ids in hex, 64-bit integers as strings) into protobuf, so that there is one decoder with one set of checks.</summary>
internal static class JsonTranscoder
{
    private const int MostDepth = 64;

    /// <summary>Turns a request.</summary>
    /// <exception cref="JsonException">It is no JSON, or nested too deep.</exception>
    /// <exception cref="InvalidDataException">A value does not fit its field; the message names the field.</exception>
    public static ReadOnlyMemory<byte> ToProtobuf(ReadOnlySpan<byte> json, OtlpSignal signal)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = MostDepth, CommentHandling = JsonCommentHandling.Disallow });
        var writer = new ProtoWriter();
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            throw new InvalidDataException("the request is no JSON object");
        }

        WriteObject(ref reader, writer, signal switch { OtlpSignal.Metrics => JsonMessage.Metrics, OtlpSignal.Logs => JsonMessage.Logs, _ => JsonMessage.Traces });
        return reader.Read() ? throw new InvalidDataException("something follows the JSON object") : writer.Written;
    }

    private static void WriteObject(ref Utf8JsonReader reader, ProtoWriter writer, JsonMessage message)
    {
        Span<char> name = stackalloc char[64];
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.HasValueSequence || reader.ValueSpan.Length > 60 || !message.Fields.TryGetValue(name[..reader.CopyString(name)], out var field))
            {
                reader.Skip();
                continue;
            }

            reader.Read();
            if (reader.TokenType == JsonTokenType.Null)
            {
                continue;
            }

            try
            {
                WriteField(ref reader, writer, field);
            }
            catch (Exception error) when (error is FormatException or InvalidOperationException or OverflowException)
            {
                throw new InvalidDataException($"JSON byte {reader.TokenStartIndex}: the value does not fit field {field.Number} ({field.Kind})", error);
            }
        }
    }

    private static void WriteField(ref Utf8JsonReader reader, ProtoWriter writer, JsonField field)
    {
        if (field.Kind is JsonFieldKind.PackedFixed64 or JsonFieldKind.PackedVarint or JsonFieldKind.PackedDouble)
        {
            WritePacked(ref reader, writer, field);
            return;
        }

        if (reader.TokenType == JsonTokenType.StartArray)
        {
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                WriteValue(ref reader, writer, field);
            }

            return;
        }

        WriteValue(ref reader, writer, field);
    }

    private static void WriteValue(ref Utf8JsonReader reader, ProtoWriter writer, JsonField field)
    {
        switch (field.Kind)
        {
            case JsonFieldKind.Message:
                if (reader.TokenType != JsonTokenType.StartObject)
                {
                    throw new FormatException();
                }

                var start = writer.Begin(field.Number);
                WriteObject(ref reader, writer, field.Message!);
                writer.End(start);
                break;
            case JsonFieldKind.Text: writer.Text(field.Number, reader.GetString() ?? ""); break;
            case JsonFieldKind.Hex: writer.Bytes(field.Number, Convert.FromHexString(reader.GetString() ?? "")); break;
            case JsonFieldKind.Base64: writer.Bytes(field.Number, reader.GetBytesFromBase64()); break;
            case JsonFieldKind.Fixed64: writer.Fixed64(field.Number, Unsigned(ref reader)); break;
            case JsonFieldKind.SignedFixed64: writer.Fixed64(field.Number, (ulong)Signed(ref reader)); break;
            case JsonFieldKind.Fixed32: writer.Fixed32(field.Number, checked((uint)Unsigned(ref reader))); break;
            case JsonFieldKind.Varint: writer.Varint(field.Number, Unsigned(ref reader)); break;
            case JsonFieldKind.SignedVarint: writer.Varint(field.Number, (ulong)Signed(ref reader)); break;
            case JsonFieldKind.ZigZag: writer.ZigZag32(field.Number, checked((int)Signed(ref reader))); break;
            case JsonFieldKind.Double: writer.Double(field.Number, Floating(ref reader)); break;
            default: writer.Varint(field.Number, reader.GetBoolean() ? 1UL : 0); break;
        }
    }

    private static void WritePacked(ref Utf8JsonReader reader, ProtoWriter writer, JsonField field)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            throw new FormatException();
        }

        var start = writer.Begin(field.Number);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            switch (field.Kind)
            {
                case JsonFieldKind.PackedFixed64: writer.RawFixed64(Unsigned(ref reader)); break;
                case JsonFieldKind.PackedDouble: writer.RawFixed64(BitConverter.DoubleToUInt64Bits(Floating(ref reader))); break;
                default: writer.Number(Unsigned(ref reader)); break;
            }
        }

        writer.End(start);
    }

    private static ulong Unsigned(ref Utf8JsonReader reader) =>
        reader.TokenType == JsonTokenType.String ? ulong.Parse(reader.GetString()!, NumberStyles.None, CultureInfo.InvariantCulture) : reader.GetUInt64();

    private static long Signed(ref Utf8JsonReader reader) =>
        reader.TokenType == JsonTokenType.String ? long.Parse(reader.GetString()!, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture) : reader.GetInt64();

    private static double Floating(ref Utf8JsonReader reader) =>
        reader.TokenType == JsonTokenType.String ? double.Parse(reader.GetString()!, NumberStyles.Float, CultureInfo.InvariantCulture) : reader.GetDouble();
}
