namespace AIOps.Collectors.Otlp;

/// <summary>The nesting that metrics, logs and traces share: request → resource → scope → item. Fields may come in any order.</summary>
internal static class Envelope
{
    /// <summary>The resource of a ResourceMetrics, ResourceLogs or ResourceSpans (field 1); empty when there is none.</summary>
    public static ReadOnlySpan<byte> First(ReadOnlySpan<byte> message)
    {
        var reader = new ProtoReader(message);
        while (reader.Next(out var field))
        {
            if (field == 1 && reader.Wire == ProtoReader.Length)
            {
                return reader.ReadBytes();
            }

            reader.Skip();
        }

        return default;
    }

    /// <summary>Moves to the next embedded message of one field.</summary>
    public static bool Next(ref ProtoReader reader, int wanted, out ReadOnlySpan<byte> message)
    {
        while (reader.Next(out var field))
        {
            if (field == wanted && reader.Wire == ProtoReader.Length)
            {
                message = reader.ReadBytes();
                return true;
            }

            reader.Skip();
        }

        message = default;
        return false;
    }
}
