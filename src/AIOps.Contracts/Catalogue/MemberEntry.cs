namespace AIOps.Contracts.Catalogue;

/// <summary>A member that the owners know by name.</summary>
/// <param name="Name">The member's name.</param>
/// <param name="Attributes">Attributes that override the service's.</param>
public sealed record MemberEntry(string Name, IReadOnlyDictionary<string, string> Attributes);
