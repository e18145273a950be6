using System.Text;
using AIOps.Contracts.Telemetry;

namespace AIOps.Collectors.Otlp;

/// <summary>Reads an <c>ExportLogsServiceRequest</c> into batches (opentelemetry-proto 1.x, logs/v1). An exception's text follows the body on lines of its own.</summary>
internal sealed class LogsDecoder(SeriesCache cache, OtlpOptions options, CollectorInstruments instruments)
{
    private const int BatchRecords = 8192;
    private const int BatchBytes = 4 << 20;

    /// <summary>Reads a request.</summary>
    /// <exception cref="InvalidDataException">It is no such message; nothing of it is taken.</exception>
    public Decoded<LogBatch> Decode(ReadOnlySpan<byte> request, TimeWindow window)
    {
        cache.Age(window.NowMs);
        var refused = new Refused(Collector.Otlp, instruments);
        var decoded = new Decoded<LogBatch>(refused);
        var scratch = new ByteText(4096);
        var body = new ByteText(options.MaxLogBytes);
        var template = new ByteText(options.MaxLogBytes);
        var batch = new LogBatch();
        var reader = new ProtoReader(request);
        while (Envelope.Next(ref reader, 1, out var resourceLogs))
        {
            var resource = cache.Resource(Envelope.First(resourceLogs), refused, scratch);
            decoded.Resources.Add(resource);
            var scopes = new ProtoReader(resourceLogs);
            while (Envelope.Next(ref scopes, 2, out var scopeLogs))
            {
                var source = new LogSource(resource.Entity, ScopeName(Envelope.First(scopeLogs)));
                var records = new ProtoReader(scopeLogs);
                while (Envelope.Next(ref records, 2, out var record))
                {
                    if (batch.Count >= BatchRecords || batch.TextBytes >= BatchBytes)
                    {
                        decoded.Batches.Add(batch);
                        batch = new LogBatch();
                    }

                    ReadRecord(record, source, batch, window, decoded, body, template);
                }
            }
        }

        if (batch.Count > 0)
        {
            decoded.Batches.Add(batch);
        }

        return decoded;
    }

    private static void ReadRecord(ReadOnlySpan<byte> record, LogSource source, LogBatch batch, TimeWindow window, Decoded<LogBatch> decoded, ByteText body, ByteText template)
    {
        body.Clear();
        template.Clear();
        ulong time = 0, observed = 0, severity = 0;
        ReadOnlySpan<byte> severityText = default, traceId = default, type = default, message = default, stack = default, eventName = default;
        var reader = new ProtoReader(record);
        while (reader.Next(out var field))
        {
            switch (field, reader.Wire)
            {
                case (1, ProtoReader.Fixed64): time = reader.ReadFixed64(); break;
                case (11, ProtoReader.Fixed64): observed = reader.ReadFixed64(); break;
                case (2, ProtoReader.Varint): severity = reader.ReadVarint(); break;
                case (3, ProtoReader.Length): severityText = reader.ReadBytes(); break;
                case (5, ProtoReader.Length): AnyValueText.Write(reader.ReadBytes(), body); break;
                case (6, ProtoReader.Length): ReadAttribute(reader.ReadBytes(), template, ref type, ref message, ref stack); break;
                case (9, ProtoReader.Length): traceId = reader.ReadBytes(); break;
                case (12, ProtoReader.Length): eventName = reader.ReadBytes(); break;
                default: reader.Skip(); break;
            }
        }

        if (!window.TryRead(time != 0 ? time : observed, out var ms))
        {
            decoded.Refused.Add(Refusal.Time, $"a record of {source.Entity.Workload}");
            return;
        }

        if (body.Length == 0)
        {
            body.Add(eventName);
        }

        AddException(body, type, message, stack);
        if (body.Cut)
        {
            decoded.Refused.Note(Refusal.TooLarge, $"a record of {source.Entity.Workload}: its text was cut");
        }

        Span<byte> hex = stackalloc byte[32];
        batch.Add(source, ms, Severity(severity, severityText), body.Written, template.Cut ? default : template.Written, traceId.Length == 16 && Convert.TryToHexStringLower(traceId, hex, out _) ? hex : default);
        decoded.Taken++;
    }

    private static void AddException(ByteText body, ReadOnlySpan<byte> type, ReadOnlySpan<byte> message, ReadOnlySpan<byte> stack)
    {
        if (type.IsEmpty && message.IsEmpty && stack.IsEmpty)
        {
            return;
        }

        body.Add("\n"u8);
        AnyValueText.Write(type, body);
        body.Add(": "u8);
        AnyValueText.Write(message, body);
        if (!stack.IsEmpty)
        {
            body.Add("\n"u8);
            AnyValueText.Write(stack, body);
        }
    }

    private static void ReadAttribute(ReadOnlySpan<byte> keyValue, ByteText template, ref ReadOnlySpan<byte> type, ref ReadOnlySpan<byte> message, ref ReadOnlySpan<byte> stack)
    {
        AnyValueText.Split(keyValue, out var key, out var value);
        if (key.SequenceEqual("{OriginalFormat}"u8) || key.SequenceEqual("log.record.template"u8) || key.SequenceEqual("message_template.text"u8))
        {
            template.Clear();
            AnyValueText.Write(value, template);
        }
        else if (key.SequenceEqual("exception.type"u8))
        {
            type = value;
        }
        else if (key.SequenceEqual("exception.message"u8))
        {
            message = value;
        }
        else if (key.SequenceEqual("exception.stacktrace"u8))
        {
            stack = value;
        }
    }

    private static string ScopeName(ReadOnlySpan<byte> scope)
    {
        var reader = new ProtoReader(scope);
        return Envelope.Next(ref reader, 1, out var name) ? Texts.Read(name, 256) : "";
    }

    private static byte Severity(ulong number, ReadOnlySpan<byte> text)
    {
        if (number is > 0 and <= 24)
        {
            return (byte)number;
        }

        Span<char> upper = stackalloc char[16];
        var used = Encoding.UTF8.GetChars(text[..Math.Min(text.Length, 8)], upper);
        return upper[..used] switch
        {
            [] => (byte)LogSeverity.Unspecified,
            ['t' or 'T', ..] => (byte)LogSeverity.Trace,
            ['d' or 'D', ..] => (byte)LogSeverity.Debug,
            ['i' or 'I', ..] => (byte)LogSeverity.Information,
            ['w' or 'W', ..] => (byte)LogSeverity.Warning,
            ['e' or 'E', ..] => (byte)LogSeverity.Error,
            ['f' or 'F' or 'c' or 'C', ..] => (byte)LogSeverity.Fatal,
            _ => (byte)LogSeverity.Unspecified,
        };
    }
}
