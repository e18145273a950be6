namespace AIOps.Server.Demo.Stage;

/// <summary>
/// The right to act by itself, which only a named owner may give: here the demo is the owner of its own short-lived services, and it says so.
/// </summary>
internal static class AutonomyGrant
{
    public const string Owner = "demo (owner of these services)";

    /// <summary>Grants and tells what was granted, a line for each runbook.</summary>
    public static Task<IReadOnlyList<string>> GiveAsync(ServiceClient client, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(client);
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult<IReadOnlyList<string>>([]);
    }
}
