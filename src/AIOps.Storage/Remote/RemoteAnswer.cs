namespace AIOps.Storage.Remote;

/// <summary>What the remote store had.</summary>
/// <param name="Series">Its series; empty when there are none.</param>
/// <param name="Problem">Why there was no answer, in words; null when there was one.</param>
public sealed record RemoteAnswer(IReadOnlyList<RemoteSeries> Series, string? Problem);
