namespace AIOps.Server.Events;

/// <summary>Bus message: somebody appended events. It carries nothing; the events are in the table.</summary>
public sealed record EventsAppended
{
    /// <summary>The process that appended them, which needs no waking.</summary>
    public string Node { get; init; } = "";
}
