namespace AIOps.Server.Demo.Trials;

/// <summary>What is broken in one trial.</summary>
/// <param name="Name">The name after <c>--fault</c>.</param>
/// <param name="Parts">One fault, or two at once.</param>
internal sealed record TrialPlan(string Name, IReadOnlyList<PlannedFault> Parts)
{
    /// <summary>True when nothing here may be repaired: then acting is wrong.</summary>
    public bool IsLeftAlone => Parts.All(part => part.Fault.Runbooks.Count == 0);

    /// <summary>The broken members.</summary>
    public string Members => string.Join(", ", Parts.Select(part => part.Member));

    /// <summary>What is done to whom, in words.</summary>
    public string InWords => string.Join("; ", Parts.Select(part => $"{part.Fault.Name} of {part.Member}: {part.Fault.Description}"));
}
