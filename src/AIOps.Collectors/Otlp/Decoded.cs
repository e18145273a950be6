namespace AIOps.Collectors.Otlp;

/// <summary>One request, read.</summary>
/// <typeparam name="T">MetricBatch, LogBatch or nothing.</typeparam>
internal sealed class Decoded<T>(Refused refused)
{
    public List<T> Batches { get; } = [];

    /// <summary>Resources named in the request, for topology.</summary>
    public List<ResourceEntry> Resources { get; } = [];

    public Refused Refused => refused;

    /// <summary>Items taken.</summary>
    public int Taken { get; set; }
}
