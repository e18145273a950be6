namespace AIOps.Collectors.Alerts;

/// <summary>A heartbeat that is expected.</summary>
public sealed class HeartbeatOptions
{
    /// <summary>Its name in <c>POST /api/v1/heartbeats/{name}</c>.</summary>
    public string Name { get; set; } = "";

    /// <summary>How often it beats.</summary>
    public TimeSpan Every { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How late it may be.</summary>
    public TimeSpan Grace { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The workload it speaks for, or empty for <c>heartbeat:NAME</c>.</summary>
    public string Workload { get; set; } = "";
}
