namespace AIOps.Detection.Logs.Signals;

/// <summary>Records with one correlation id, as long as more of them may come.</summary>
internal sealed class OpenSession(long startMs)
{
    /// <summary>A session of more records is no unit of work.</summary>
    public const int MaxRecords = 256;

    private readonly List<int> _templates = [];

    public long StartMs { get; } = startMs;

    public long LastMs { get; private set; } = startMs;

    public IReadOnlyList<int> Templates => _templates;

    public bool IsOverlong { get; private set; }

    public void Add(int template, long timeMs)
    {
        LastMs = Math.Max(LastMs, timeMs);
        if (_templates.Count < MaxRecords)
        {
            _templates.Add(template);
        }
        else
        {
            IsOverlong = true;
        }
    }
}
