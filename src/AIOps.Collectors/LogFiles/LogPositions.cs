using System.Text.Json;
using AIOps.Contracts.Serialization;

namespace AIOps.Collectors.LogFiles;

/// <summary>The positions of all followed logs in one small file, replaced as a whole so that a crash leaves the old or the new one.</summary>
internal static class LogPositions
{
    /// <summary>Reads the positions; none when there is no file or it cannot be read.</summary>
    public static Dictionary<string, LogPosition> Load(string file)
    {
        try
        {
            return (JsonSerializer.Deserialize<List<LogPosition>>(File.ReadAllBytes(file), AIOpsJson.Options) ?? []).ToDictionary(position => position.Path, StringComparer.Ordinal);
        }
        catch (Exception error) when (error is IOException or JsonException or UnauthorizedAccessException or ArgumentException)
        {
            return [];
        }
    }

    /// <summary>Writes the positions.</summary>
    public static void Save(string file, IEnumerable<LogPosition> positions)
    {
        var draft = file + ".new";
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
        File.WriteAllBytes(draft, JsonSerializer.SerializeToUtf8Bytes(positions.ToList(), AIOpsJson.Options));
        File.Move(draft, file, overwrite: true);
    }
}
