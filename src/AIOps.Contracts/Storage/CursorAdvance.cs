namespace AIOps.Contracts.Storage;

/// <summary>Moves a durable consumer's cursor in the same transaction as its state.</summary>
/// <param name="Consumer">The consumer's name.</param>
/// <param name="Expected">The position it read from; the commit is refused when the stored one differs.</param>
/// <param name="Position">The id of the last event that is now done.</param>
public sealed record CursorAdvance(string Consumer, long Expected, long Position);
