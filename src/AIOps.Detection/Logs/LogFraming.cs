using AIOps.Detection.Logs.Framing;

namespace AIOps.Detection.Logs;

/// <summary>
/// Cuts the lines of one source into header and message. The header's layout is learnt by shape from the first lines; a line that does not have it,
/// once it is known, belongs to the record before (a stack trace, a table).
/// </summary>
public sealed class LogFraming
{
    /// <summary>Lines from which a layout is learnt when nothing else is said.</summary>
    public const int DefaultSample = 200;

    private const int MaxLine = 1024;
    private const int MaxContinuations = 512;

    private HeaderGrammar _grammar = HeaderGrammar.None;
    private List<byte[]>? _sample = [];
    private readonly int _sampleLines;
    private int _continuations;

    /// <summary>Makes framing that knows nothing yet.</summary>
    /// <param name="sampleLines">Lines from which the layout is learnt.</param>
    public LogFraming(int sampleLines = DefaultSample) => _sampleLines = sampleLines;

    /// <summary>Whether the layout is settled.</summary>
    public bool Learnt => _sample is null;

    /// <summary>Whether lines were found to have headers.</summary>
    public bool HasHeader => _grammar.HasHeader;

    /// <summary>Shows a line of the beginning, before any is framed.</summary>
    /// <returns>True while more lines are wanted.</returns>
    public bool Sample(ReadOnlySpan<byte> line)
    {
        if (_sample is null)
        {
            return false;
        }

        _sample.Add(line[..Math.Min(line.Length, MaxLine)].ToArray());
        if (_sample.Count < _sampleLines)
        {
            return true;
        }

        Settle();
        return false;
    }

    /// <summary>Learns from what was shown so far.</summary>
    public void Settle()
    {
        if (_sample is not null)
        {
            _grammar = HeaderLearning.Learn(_sample);
            _sample = null;
        }
    }

    /// <summary>Frames a line.</summary>
    /// <param name="line">The line without its end.</param>
    /// <param name="content">Where its message starts.</param>
    /// <param name="severity">OpenTelemetry severity number told by the header, or 0.</param>
    /// <returns>False when the line continues the record before.</returns>
    public bool TryFrame(ReadOnlySpan<byte> line, out int content, out byte severity)
    {
        if (_grammar.TryRead(line, out content, out severity) && (!_grammar.HasHeader || line.IsEmpty || line[0] is not ((byte)' ' or (byte)'\t')))
        {
            _continuations = 0;
            return true;
        }

        // a source that changed its layout must not become one endless record
        if (++_continuations > MaxContinuations)
        {
            content = 0;
            severity = 0;
            return true;
        }

        return false;
    }
}
