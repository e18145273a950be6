namespace AIOps.Server.Web.Api;

/// <summary>What goes with a command: a note, the other incident of a merge, the signals of a split, a corrected moment.</summary>
internal sealed record CommandRequest(string? Note = null, string? Into = null, IReadOnlyList<string>? AnomalyIds = null, DateTimeOffset? At = null);
