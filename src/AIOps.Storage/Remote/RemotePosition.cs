using AIOps.Storage.History;

namespace AIOps.Storage.Remote;

/// <summary>How far the journals were sent, as it is stored before each request.</summary>
/// <param name="Sent">What the store confirmed.</param>
/// <param name="Planned">What the next request reaches up to: after a crash nobody knows whether the store has what lies between.</param>
internal sealed record RemotePosition(IReadOnlyDictionary<string, JournalPlace> Sent, IReadOnlyDictionary<string, JournalPlace> Planned)
{
    public static RemotePosition Start { get; } = new(new Dictionary<string, JournalPlace>(StringComparer.Ordinal), new Dictionary<string, JournalPlace>(StringComparer.Ordinal));
}
