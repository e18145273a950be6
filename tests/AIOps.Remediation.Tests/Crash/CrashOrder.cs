namespace AIOps.Remediation.Tests.Crash;

/// <summary>What a node of a crash test works on, and where it dies.</summary>
/// <param name="Folder">Data, runbooks and the target's files.</param>
/// <param name="Postgres">Connection string, or empty for SQLite in the folder.</param>
/// <param name="LeaseTerm">Term of a target's lease.</param>
/// <param name="KillAt">Moments at which it kills itself, each once over all nodes: <c>before:ACTION:N</c> and <c>after:ACTION:N</c>, the Nth commit with that audit action.</param>
internal sealed record CrashOrder(string Folder, string Postgres, TimeSpan LeaseTerm, IReadOnlyList<string> KillAt)
{
    public string Runbooks => Path.Combine(Folder, "runbooks");

    public string Trace => Path.Combine(Folder, "trace");

    public TestCatalogue Catalogue => new(Some.Service(members: ("orders-1", [("folder", Folder)])));
}
