using System.Text.Json;
using AIOps.Contracts.Events;
using AIOps.Contracts.Serialization;

namespace AIOps.Detection.Logs.Signals;

/// <summary>An anomaly that is not over yet.</summary>
internal sealed class OpenAnomaly(Anomaly anomaly, long lastMs, long firstLine)
{
    public Anomaly Anomaly { get; set; } = anomaly;

    /// <summary>When the symptom was seen last.</summary>
    public long LastMs { get; set; } = lastMs;

    /// <summary>Number of the line that raised it; -1 once its evidence is complete.</summary>
    public long FirstLine { get; set; } = firstLine;

    public static void Write(BinaryWriter writer, OpenAnomaly? open)
    {
        writer.Write(open is not null);
        if (open is not null)
        {
            writer.Write(JsonSerializer.Serialize(open.Anomaly, AIOpsJson.Options));
            writer.Write(open.LastMs);
        }
    }

    public static OpenAnomaly? Read(BinaryReader reader)
    {
        if (!reader.ReadBoolean())
        {
            return null;
        }

        var anomaly = JsonSerializer.Deserialize<Anomaly>(reader.ReadString(), AIOpsJson.Options) ?? throw new InvalidDataException("log checkpoint: an open anomaly is missing");
        return new OpenAnomaly(anomaly, reader.ReadInt64(), -1);
    }
}
