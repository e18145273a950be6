namespace AIOps.Remediation.Steps;

/// <summary>Masks output as it comes: a secret that arrives in two pieces is held back until it is whole.</summary>
internal sealed class OutputMask(SecretValues secrets, Action<string> sink)
{
    private readonly Lock _lock = new();
    private string _pending = "";

    public void Add(string text)
    {
        lock (_lock)
        {
            _pending = secrets.Hide(_pending + text);

            // No form spans a line but the secret of several lines, and each of its lines is one of its own.
            var whole = Math.Max(_pending.LastIndexOf('\n') + 1, _pending.Length - Math.Max(0, secrets.LongestForm - 1));
            Send(whole);
        }
    }

    /// <summary>There is no more.</summary>
    public void End()
    {
        lock (_lock)
        {
            Send(_pending.Length);
        }
    }

    private void Send(int length)
    {
        if (length > 0)
        {
            sink(_pending[..length]);
            _pending = _pending[length..];
        }
    }
}
