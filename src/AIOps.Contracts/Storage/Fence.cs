namespace AIOps.Contracts.Storage;

/// <summary>Makes a commit valid only while a lease is held with this token.</summary>
/// <param name="Lease">The lease's name.</param>
/// <param name="Token">The token that its holder was given.</param>
public sealed record Fence(string Lease, long Token);
