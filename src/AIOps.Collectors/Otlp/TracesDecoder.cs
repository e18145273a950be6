using System.Buffers.Binary;
using System.Runtime.InteropServices;
using AIOps.Collectors.Traces;

namespace AIOps.Collectors.Otlp;

/// <summary>Reads an <c>ExportTraceServiceRequest</c> (opentelemetry-proto 1.x, trace/v1) and hands the spans to the reducer.</summary>
internal sealed class TracesDecoder(SeriesCache cache, SpanReducer reducer, CollectorInstruments instruments)
{
    private readonly TextCache _texts = new(20_000);

    /// <summary>Reads a request.</summary>
    /// <exception cref="InvalidDataException">It is no such message; of a resource that is broken inside nothing is taken.</exception>
    public Decoded<SpanRecord> Decode(ReadOnlySpan<byte> request, TimeWindow window)
    {
        cache.Age(window.NowMs);
        var refused = new Refused(Collector.Traces, instruments);
        var decoded = new Decoded<SpanRecord>(refused);
        var scratch = new ByteText(4096);
        var spans = new List<SpanRecord>();
        var reader = new ProtoReader(request);
        while (Envelope.Next(ref reader, 1, out var resourceSpans))
        {
            spans.Clear();
            var resource = cache.Resource(Envelope.First(resourceSpans), refused, scratch);
            decoded.Resources.Add(resource);
            var scopes = new ProtoReader(resourceSpans);
            while (Envelope.Next(ref scopes, 2, out var scope))
            {
                var records = new ProtoReader(scope);
                while (Envelope.Next(ref records, 2, out var record))
                {
                    ReadSpan(record, window, refused, scratch, spans);
                }
            }

            reducer.Observe(resource.Entity, CollectionsMarshal.AsSpan(spans), window.NowMs);
            decoded.Taken += spans.Count;
        }

        return decoded;
    }

    private void ReadSpan(ReadOnlySpan<byte> record, TimeWindow window, Refused refused, ByteText scratch, List<SpanRecord> into)
    {
        ReadOnlySpan<byte> trace = default, id = default, parent = default;
        ulong kind = 0, start = 0, end = 0;
        var failed = false;
        Peer peer = default;
        var reader = new ProtoReader(record);
        while (reader.Next(out var field))
        {
            switch (field, reader.Wire)
            {
                case (1, ProtoReader.Length): trace = reader.ReadBytes(); break;
                case (2, ProtoReader.Length): id = reader.ReadBytes(); break;
                case (4, ProtoReader.Length): parent = reader.ReadBytes(); break;
                case (6, ProtoReader.Varint): kind = reader.ReadVarint(); break;
                case (7, ProtoReader.Fixed64): start = reader.ReadFixed64(); break;
                case (8, ProtoReader.Fixed64): end = reader.ReadFixed64(); break;
                case (9, ProtoReader.Length): ReadAttribute(reader.ReadBytes(), ref peer, scratch); break;
                case (15, ProtoReader.Length): failed |= Failed(reader.ReadBytes()); break;
                default: reader.Skip(); break;
            }
        }

        if (trace.Length != 16 || id.Length != 8 || end < start)
        {
            refused.Add(Refusal.Malformed, "a span without proper ids, or that ends before it starts");
            return;
        }

        if (end == 0 || !window.TryRead(end, out var endMs))
        {
            refused.Add(Refusal.Time, "a span");
            return;
        }

        // by the conventions for HTTP: a server fails from 500 on, a client from 400 on; error.type is there only when the operation failed
        failed |= peer.Failed || (kind == (ulong)SpanKind.Server && peer.Status >= 500);
        into.Add(new SpanRecord(
            BinaryPrimitives.ReadUInt64LittleEndian(trace) ^ BinaryPrimitives.ReadUInt64LittleEndian(trace[8..]), BinaryPrimitives.ReadUInt64LittleEndian(id),
            parent.Length == 8 ? BinaryPrimitives.ReadUInt64LittleEndian(parent) : 0, kind <= 5 ? (SpanKind)kind : SpanKind.Unspecified, endMs, (end - start) / 1e9, failed,
            peer.Service, peer.Address is { } address ? peer.Port is { } port ? Joined(address, port) : address : null, peer.Database ?? peer.System, peer.Destination));
    }

    private string Joined(string address, string port)
    {
        Span<byte> joined = stackalloc byte[512];
        var used = System.Text.Encoding.UTF8.GetBytes(address.AsSpan(0, Math.Min(address.Length, 100)), joined);
        joined[used++] = (byte)':';
        used += System.Text.Encoding.UTF8.GetBytes(port.AsSpan(0, Math.Min(port.Length, 10)), joined[used..]);
        return _texts.Get(joined[..used]);
    }

    private void ReadAttribute(ReadOnlySpan<byte> keyValue, ref Peer peer, ByteText scratch)
    {
        AnyValueText.Split(keyValue, out var key, out var value);
        if (key.SequenceEqual("server.address"u8) || key.SequenceEqual("net.peer.name"u8))
        {
            peer.Address = Text(value, scratch);
        }
        else if (key.SequenceEqual("server.port"u8) || key.SequenceEqual("net.peer.port"u8))
        {
            peer.Port = Text(value, scratch);
        }
        else if (key.SequenceEqual("peer.service"u8))
        {
            peer.Service = Text(value, scratch);
        }
        else if (key.SequenceEqual("db.system.name"u8) || key.SequenceEqual("db.system"u8))
        {
            peer.System = Text(value, scratch);
        }
        else if (key.SequenceEqual("db.namespace"u8) || key.SequenceEqual("db.name"u8))
        {
            peer.Database = Text(value, scratch);
        }
        else if (key.SequenceEqual("messaging.destination.name"u8) || key.SequenceEqual("messaging.destination"u8))
        {
            peer.Destination = Text(value, scratch);
        }
        else if (key.SequenceEqual("error.type"u8))
        {
            peer.Failed = true;
        }
        else if (key.SequenceEqual("http.response.status_code"u8) || key.SequenceEqual("http.status_code"u8))
        {
            var reader = new ProtoReader(value);
            while (reader.Next(out var field))
            {
                if (field == 3 && reader.Wire == ProtoReader.Varint)
                {
                    peer.Status = (long)reader.ReadVarint();
                }
                else
                {
                    reader.Skip();
                }
            }
        }
    }

    private string? Text(ReadOnlySpan<byte> value, ByteText scratch)
    {
        scratch.Clear();
        AnyValueText.Write(value, scratch);
        return scratch.Length == 0 ? null : _texts.Get(scratch.Written);
    }

    private static bool Failed(ReadOnlySpan<byte> status)
    {
        var reader = new ProtoReader(status);
        while (reader.Next(out var field))
        {
            if (field == 3 && reader.Wire == ProtoReader.Varint)
            {
                return reader.ReadVarint() == 2;
            }

            reader.Skip();
        }

        return false;
    }

    private struct Peer
    {
        public bool Failed;
        public string? Service;
        public string? Address;
        public string? Port;
        public string? System;
        public string? Database;
        public string? Destination;
        public long Status;
    }
}
