namespace AIOps.Server.Health;

/// <summary>One part: how it is, in words, and what that means for automation.</summary>
internal sealed record HealthLine(string Name, string Status, string Words, string Automation);
