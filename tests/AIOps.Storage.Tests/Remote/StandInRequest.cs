namespace AIOps.Storage.Tests.Remote;

internal sealed record StandInRequest(IReadOnlyDictionary<string, string> Headers, IReadOnlyList<(string Labels, long AtMs, double Value)> Samples);
