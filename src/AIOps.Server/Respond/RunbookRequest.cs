namespace AIOps.Server.Respond;

/// <summary>A person's wish to plan or run a runbook for an incident.</summary>
internal sealed record RunbookRequest(string? Incident = null)
{
    /// <summary>Values of the runbook's parameters; the defaults for those left out.</summary>
    public IReadOnlyDictionary<string, string>? Params { get; init; }

    /// <summary>To run: the fingerprint (<c>stateFingerprint</c>) of the plan that was seen.</summary>
    public string? Seen { get; init; }

    /// <summary>Why.</summary>
    public string? Note { get; init; }
}
