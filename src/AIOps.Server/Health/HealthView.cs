namespace AIOps.Server.Health;

/// <summary>Whether the service is ready, line by line, the worst first.</summary>
internal sealed record HealthView(string Status, IReadOnlyList<HealthLine> Checks);
