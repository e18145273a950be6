namespace AIOps.Remediation.Engine;

/// <summary>The masked tail of what a step writes while it runs.</summary>
internal sealed class LiveOutput(int max)
{
    private readonly Lock _lock = new();
    private string _tail = "";
    private bool _changed;

    public void Add(string text)
    {
        lock (_lock)
        {
            _tail += text;
            _tail = _tail.Length > max ? _tail[^max..] : _tail;
            _changed = true;
        }
    }

    /// <summary>The tail when it changed since it was taken before, else null.</summary>
    public string? TakeChanged()
    {
        lock (_lock)
        {
            var tail = _changed ? _tail : null;
            _changed = false;
            return tail;
        }
    }
}
