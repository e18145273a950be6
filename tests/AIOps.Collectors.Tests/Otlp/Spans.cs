using AIOps.Collectors.Otlp;

namespace AIOps.Collectors.Tests.Otlp;

/// <summary>Encodes a client span with what the reducer reads.</summary>
internal static class Spans
{
    public static byte[] Encode(long endMs, int kind = 3)
    {
        var writer = new ProtoWriter();
        writer.Bytes(1, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16]);
        writer.Bytes(2, [1, 2, 3, 4, 5, 6, 7, 8]);
        writer.Bytes(4, [8, 7, 6, 5, 4, 3, 2, 1]);
        writer.Text(5, "GET /things");
        writer.Varint(6, (ulong)kind);
        writer.Fixed64(7, (ulong)(endMs - 20) * 1_000_000);
        writer.Fixed64(8, (ulong)endMs * 1_000_000);
        Request.Attribute(writer, 9, "server.address", "10.0.0.7");
        Request.Attribute(writer, 9, "server.port", "8080");
        Request.Attribute(writer, 9, "peer.service", "stock");
        var status = writer.Begin(15);
        writer.Varint(3, 2);
        writer.End(status);
        return writer.ToArray();
    }
}
