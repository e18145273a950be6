namespace AIOps.Detection.Logs.Signals;

/// <summary>The layouts of the files of a source. What comes over a protocol has been taken apart by its sender and has none.</summary>
internal sealed class FileFramings
{
    private const int MaxFiles = 64;
    private const int Sample = 40;

    private readonly Dictionary<string, LogFraming> _framings = new(StringComparer.Ordinal);

    /// <summary>The framing of a stream whose lines carry a header of their own, or null.</summary>
    public LogFraming? Of(string stream)
    {
        if (stream.Length == 0 || !(stream[0] == '/' || stream.Contains(":\\", StringComparison.Ordinal)))
        {
            return null;
        }

        if (!_framings.TryGetValue(stream, out var framing) && _framings.Count < MaxFiles)
        {
            _framings.Add(stream, framing = new LogFraming(Sample));
        }

        return framing;
    }
}
