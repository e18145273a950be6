namespace AIOps.Server.Demo.Processes;

/// <summary>How one demo process is wired; what it does is in its configuration file.</summary>
internal sealed record ProcessArguments
{
    /// <summary>The OpenTelemetry <c>service.namespace</c>.</summary>
    public required string Namespace { get; init; }

    /// <summary>The OpenTelemetry <c>service.name</c>.</summary>
    public required string Service { get; init; }

    /// <summary>The OpenTelemetry <c>service.instance.id</c>: stable over restarts.</summary>
    public required string Instance { get; init; }

    /// <summary>Port on 127.0.0.1.</summary>
    public required int Port { get; init; }

    /// <summary>Its configuration file, or null for the defaults.</summary>
    public string? ConfigFile { get; init; }

    /// <summary>Where it writes its process id, or null.</summary>
    public string? PidFile { get; init; }

    /// <summary>OTLP/gRPC endpoint, or null for no telemetry.</summary>
    public Uri? Otlp { get; init; }

    /// <summary>Addresses of the members of each service that it calls.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<Uri>> Calls { get; init; }
}
