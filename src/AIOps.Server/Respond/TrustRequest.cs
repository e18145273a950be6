namespace AIOps.Server.Respond;

/// <summary>An owner's grant.</summary>
internal sealed record TrustRequest(string? Level = null, string? Reason = null)
{
    /// <summary>Version of the runbook; the newest when left out.</summary>
    public string? Version { get; init; }

    /// <summary>"environment:kind", for example <c>prod:service</c>; <c>any:service</c> when left out.</summary>
    public string? TargetClass { get; init; }
}
