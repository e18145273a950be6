namespace AIOps.Remediation.Guarding;

/// <summary>A line from owner to guard (order or renewal) or from guard to owner (hello, output, end).</summary>
internal sealed record GuardLine
{
    public GuardOrder? Order { get; init; }

    public long? LeaseDeadline { get; init; }

    public bool Hello { get; init; }

    public string? Output { get; init; }

    public GuardEnd? End { get; init; }
}
