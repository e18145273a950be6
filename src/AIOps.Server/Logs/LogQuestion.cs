namespace AIOps.Server.Logs;

/// <summary>A question about log templates, asked of the process that watches them; every process that detects hears it, the one it names answers.</summary>
public sealed record LogQuestion
{
    /// <summary>The worker that is asked; empty for the only one there is.</summary>
    public string Worker { get; init; } = "";

    /// <summary>Of which workload; empty for all.</summary>
    public string Workload { get; init; } = "";

    /// <summary>A template's id inside the workload; 0 for a list.</summary>
    public int Template { get; init; }

    /// <summary>Order of a list: <c>top</c> or <c>new</c>.</summary>
    public string Order { get; init; } = "top";

    /// <summary>Most templates of a list.</summary>
    public int Most { get; init; }
}
