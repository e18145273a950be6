namespace AIOps.Collectors.LogFiles;

/// <summary>Log files of one workload.</summary>
public sealed class LogFileEntry
{
    /// <summary>Full path; <c>*</c> and <c>?</c> may stand in the file's name.</summary>
    public string Path { get; set; } = "";

    /// <summary>Who writes them, for example <c>service:shop/orders</c>; empty for the host.</summary>
    public string Workload { get; set; } = "";

    /// <summary>The member that writes them, or empty.</summary>
    public string Member { get; set; } = "";
}
