namespace AIOps.Storage.Tests.Remote;

internal sealed record StandInAnswer(int Status, string Words = "", string? RetryAfter = null);
