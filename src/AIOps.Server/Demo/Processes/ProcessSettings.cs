using System.Text.Json;

namespace AIOps.Server.Demo.Processes;

/// <summary>What a demo process reads from its configuration file. A wrong setting here is the fault <c>error-burst</c>.</summary>
internal sealed record ProcessSettings
{
    /// <summary>Back ends that exist.</summary>
    public static IReadOnlyList<string> KnownBackends { get; } = ["eu-1", "eu-2", "eu-3"];

    /// <summary>Without a file.</summary>
    public static ProcessSettings Default { get; } = new();

    /// <summary>The release that is deployed; the OpenTelemetry <c>service.version</c>.</summary>
    public string Version { get; init; } = "1.0.0";

    /// <summary>Mean time that a unit of work takes.</summary>
    public int LatencyMs { get; init; } = 8;

    /// <summary>The back ends it spreads its work over; one that is not in <see cref="KnownBackends"/> fails each unit of work sent to it.</summary>
    public IReadOnlyList<string> Backends { get; init; } = KnownBackends;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static ProcessSettings Read(string path) =>
        JsonSerializer.Deserialize<ProcessSettings>(File.ReadAllText(path), Json) ?? Default;

    /// <summary>Replaces the file in one step, so that a reader never sees half of it.</summary>
    public void Write(string path)
    {
        var draft = path + ".new";
        File.WriteAllText(draft, JsonSerializer.Serialize(this, Json));
        File.Move(draft, path, overwrite: true);
    }
}
