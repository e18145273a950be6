using AIOps.Contracts.Runs;
using AIOps.Contracts.Storage;

namespace AIOps.Remediation.Engine;

/// <summary>Everything that follows from a batch of events.</summary>
internal sealed class DecisionBatch
{
    public List<DocumentWrite> Documents { get; } = [];

    public List<NewEvent> Events { get; } = [];

    public List<AuditEntry> Audit { get; } = [];

    /// <summary>The runs among the documents, each with its last state.</summary>
    public List<Run> Runs { get; } = [];

    /// <summary>Codes of the refusals among the runs.</summary>
    public List<string> Refusals { get; } = [];

    public bool Queued { get; set; }

    public bool IsEmpty => Documents.Count + Events.Count + Audit.Count == 0;

    public void Add(Run run, AuditEntry audit)
    {
        // A run that two events of one batch change is written once, with its last state.
        Documents.RemoveAll(write => write.Kind == DocumentKind.Run && write.Id == run.Id);
        Documents.Add(RunDocument.Write(run));
        Runs.RemoveAll(one => one.Id == run.Id);
        Runs.Add(run);
        Events.Add(RunDocument.Event(run));
        Audit.Add(audit);
    }

    public StoreCommit ToCommit(CursorAdvance? cursor, Fence? fence) => new()
    {
        Documents = Documents,
        Events = Events,
        Audit = Audit,
        Cursor = cursor,
        Fences = fence is null ? [] : [fence],
    };
}
