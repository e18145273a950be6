namespace AIOps.Server.Demo.Stage;

/// <summary>
/// The right to act by itself, which only a named owner may give: here the demo is the owner of its own short-lived services, and it says so.
/// </summary>
internal static class AutonomyGrant
{
    private const string Owner = "demo, the owner of these services,";

    private static readonly string[] Runbooks = ["restart-service", "rollback-config", "restart-worker", "recycle-process", "clear-disk", "restart-runaway"];

    /// <summary>Grants and tells what was granted, a line for each runbook.</summary>
    public static async Task<IReadOnlyList<string>> GiveAsync(ServiceClient client, CancellationToken cancellationToken)
    {
        var lines = new List<string>();
        foreach (var runbook in Runbooks)
        {
            await client.SendAsync(HttpMethod.Put, $"/api/v1/trust/{runbook}", new { level = "auto", targetClass = "demo:service", reason = $"granted by the {Owner} for its own services, until it ends" }, cancellationToken);
            lines.Add($"{runbook} may act by itself (auto), granted by the {Owner}");
        }

        return lines;
    }
}
