namespace AIOps.Server.Logs;

/// <summary>The answer to a <see cref="LogQuestion"/>.</summary>
public sealed record LogAnswer
{
    /// <summary>Whether the one who answers watches the workload.</summary>
    public bool Here { get; init; }

    /// <summary>How many templates there are.</summary>
    public int Total { get; init; }

    /// <summary>JSON: a list of templates, or one template with its lines; empty when there is no such template.</summary>
    public string Body { get; init; } = "";
}
