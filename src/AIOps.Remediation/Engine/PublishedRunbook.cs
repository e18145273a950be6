namespace AIOps.Remediation.Engine;

/// <summary>A version of a runbook as it came into use; never changed afterwards.</summary>
/// <param name="Id">Runbook id.</param>
/// <param name="Version">Version.</param>
/// <param name="Hash">SHA-256 over file and scripts, in hex.</param>
/// <param name="Title">What it does.</param>
/// <param name="Owner">Who answers for it.</param>
/// <param name="Risk">Risk class.</param>
/// <param name="MaxAutonomy">The most it may ever do by itself.</param>
/// <param name="ChangedBy">Who committed its file last, when it is in a Git checkout; else empty.</param>
/// <param name="At">When it came into use.</param>
/// <param name="Text">The file.</param>
public sealed record PublishedRunbook(string Id, string Version, string Hash, string Title, string Owner, string Risk, string MaxAutonomy, string ChangedBy, DateTimeOffset At, string Text)
{
    /// <summary>The scripts by name, so that a run in flight outlives a change of the files.</summary>
    public IReadOnlyDictionary<string, byte[]> Scripts { get; init; } = new SortedDictionary<string, byte[]>(StringComparer.Ordinal);
}
