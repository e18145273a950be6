namespace AIOps.Contracts.Telemetry;

/// <summary>
/// Who a signal is about, at two levels: the <em>workload</em> is stable (service, host, queue) and holds what was learnt;
/// the <em>member</em> (pod, process, container, device) comes and goes.
/// </summary>
/// <param name="Workload">"kind:name" in lower-case kind, for example <c>service:shop/orders</c>, <c>host:web-1</c>, <c>queue:jobs</c>; at most 256 characters.</param>
/// <param name="Member">The member inside the workload, or null for the workload as a whole; at most 256 characters.</param>
public sealed record EntityId(string Workload, string? Member = null)
{
    /// <summary>The part of <see cref="Workload"/> before the colon, for example <c>service</c>; empty when there is none.</summary>
    public string Kind => Workload.IndexOf(':', StringComparison.Ordinal) is var colon and > 0 ? Workload[..colon] : "";

    /// <summary>The part of <see cref="Workload"/> after the colon.</summary>
    public string Name => Workload[(Workload.IndexOf(':', StringComparison.Ordinal) + 1)..];

    /// <summary>The workload itself, without a member.</summary>
    public EntityId AsWorkload() => Member is null ? this : new EntityId(Workload);

    /// <summary>"workload" or "workload@member".</summary>
    public override string ToString() => Member is null ? Workload : $"{Workload}@{Member}";

    /// <summary>Reads what <see cref="ToString"/> writes.</summary>
    public static EntityId Parse(string text)
    {
        ArgumentException.ThrowIfNullOrEmpty(text);
        var at = text.IndexOf('@', StringComparison.Ordinal);
        return at < 0 ? new EntityId(text) : new EntityId(text[..at], text[(at + 1)..]);
    }
}
