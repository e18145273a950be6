using System.Globalization;
using AIOps.Detection.Logs.Mining;

namespace AIOps.Detection.Logs.Signals;

/// <summary>
/// Sessions of a live log: records that share a trace id, or else an id among their parameters. What one session looks like says little; told is when
/// the share of unusual ones rises. A source whose ids do not come again in other messages has no sessions.
/// </summary>
internal sealed class SessionSignals(LogAnomalyOptions options, FindingWriter findings, Func<int, string> text)
{
    private const int MinSessions = 300;
    private const int MinLength = 8;
    private const int MaxLength = 64;
    private const int MinDigits = 4;
    private const int MaxIds = 4;
    private const int ShownRecords = 12;
    private const int FadeAt = 20_000;

    // of the first sessions so many must have several messages
    private const double LeastLinked = 0.5;

    private readonly Dictionary<ulong, OpenSession> _open = [];
    private readonly List<int[]> _first = [];
    private readonly ShareSignal _share = new("session-shape", "log.session.unusual");
    private readonly ParameterSpan[] _spans = new ParameterSpan[16];
    private readonly long _idleMs = (long)options.SessionIdle.TotalMilliseconds;
    private SessionModel _model = new();
    private bool _settled;
    private bool _off;
    private long _beganMs;
    private long _ended;
    private long _linked;
    private int[] _oddest = [];

    /// <summary>Sessions now.</summary>
    public int Count => _open.Count;

    /// <summary>Records that would have begun a session beyond the bound.</summary>
    public long Refused { get; private set; }

    /// <summary>Takes the record that was mined last.</summary>
    public void Observe(TemplateMiner miner, int template, ReadOnlySpan<byte> record, ReadOnlySpan<byte> traceId, long timeMs)
    {
        if (_off || (traceId.IsEmpty && record.Length > RecordMasker.MaxBytes))
        {
            return;
        }

        _beganMs = _beganMs == 0 ? timeMs : _beganMs;
        if (!traceId.IsEmpty)
        {
            Add(Hash(traceId), template, timeMs);
            return;
        }

        var slots = miner.CopyParameters(_spans);
        ulong first = 0;
        var ids = 0;
        for (var i = 0; i < slots && ids < MaxIds; i++)
        {
            var value = record.Slice(_spans[i].Start, _spans[i].Length);
            if (!IsId(value))
            {
                continue;
            }

            ids++;
            var id = Hash(value);
            first = first == 0 ? id : first;
            if (_open.TryGetValue(id, out var session))
            {
                session.Add(template, timeMs);
                return;
            }
        }

        if (first != 0)
        {
            Add(first, template, timeMs);
        }
    }

    /// <summary>Ends the sessions that are idle, judges them, and ends the bucket.</summary>
    public void EndBucket(long startMs, long endMs, bool learnt, Func<int, int> resolve)
    {
        if (_off || (_open.Count == 0 && _ended == 0))
        {
            return;
        }

        foreach (var (id, session) in _open)
        {
            if (endMs - session.LastMs >= _idleMs)
            {
                _open.Remove(id);
                End(session, resolve);
            }
        }

        if (!_settled && learnt && _first.Count >= MinSessions)
        {
            Settle();
        }

        _share.EndBucket(findings, startMs, endMs, learnt && _settled, options.ClearAfter.TotalMilliseconds, Summary, Evidence());
        if (_share.OpenSinceMs is { } since && endMs - since >= options.AbsorbAfter.TotalMilliseconds)
        {
            // what goes on for so long is how it works now
            Forget();
        }
    }

    /// <summary>Templates were merged or split: what sessions look like must be learnt anew.</summary>
    public void Forget()
    {
        _model = new SessionModel();
        _settled = false;
        _first.Clear();
    }

    public void Write(BinaryWriter writer)
    {
        writer.Write(_settled);
        writer.Write(_off);
        writer.Write(_ended);
        writer.Write(_linked);
        _model.Write(writer);
        _share.Write(writer);
    }

    public void Read(BinaryReader reader)
    {
        _settled = reader.ReadBoolean();
        _off = reader.ReadBoolean();
        _ended = reader.ReadInt64();
        _linked = reader.ReadInt64();
        _model = SessionModel.Read(reader);
        _share.Read(reader);
    }

    private void Add(ulong id, int template, long timeMs)
    {
        if (!_open.TryGetValue(id, out var session))
        {
            if (_open.Count >= options.MaxSessions)
            {
                Refused++;
                return;
            }

            _open.Add(id, session = new OpenSession(timeMs));
        }

        session.Add(template, timeMs);
    }

    private void End(OpenSession session, Func<int, int> resolve)
    {
        // what began before we listened is not whole, and what never ends is no session
        if (session.IsOverlong || session.StartMs < _beganMs + _idleMs)
        {
            return;
        }

        var templates = session.Templates.Select(resolve).ToArray();
        _ended++;
        _linked += templates.Distinct().Skip(1).Any() ? 1 : 0;
        if (_ended >= MinSessions && _linked < LeastLinked * _ended)
        {
            _off = true;
            _open.Clear();
            _first.Clear();
            return;
        }

        if (!_settled)
        {
            if (_first.Count == MinSessions)
            {
                _first.RemoveAt(0);
            }

            _first.Add(templates);
            return;
        }

        var odd = _model.Surprise(templates) >= _model.Threshold;
        _share.Add(odd);
        if (odd)
        {
            // a fault must not teach that it is usual
            _oddest = templates;
            return;
        }

        _model.Learn(templates);
        if (_model.Learnt >= FadeAt)
        {
            _model.Fade();
        }
    }

    private void Settle()
    {
        foreach (var session in _first)
        {
            _model.Learn(session);
        }

        _model.Settle(_first.ConvertAll(session => _model.Surprise(session)));
        _first.Clear();
        _settled = true;
    }

    private string Summary(double share, double usual)
    {
        var (template, count, most) = _model.Oddest(_oddest);
        return string.Create(CultureInfo.InvariantCulture, $"{share:P0} of the sessions that ended are unusual, usually {usual:P1}; the last one has {count} instead of {most} of: {text(template)}");
    }

    private List<string>? Evidence() =>
        _share.BadInBucket == 0 ? null : [string.Create(CultureInfo.InvariantCulture, $"the last unusual session, {_oddest.Length} records:"), .. _oddest.Take(ShownRecords).Select(text)];

    // Ids are long and have digits: UUIDs, hex, numbers, words with numbers; no times, addresses or paths.
    private static bool IsId(ReadOnlySpan<byte> value)
    {
        if (value.Length is < MinLength or > MaxLength)
        {
            return false;
        }

        var digits = 0;
        foreach (var letter in value)
        {
            if (letter is >= (byte)'0' and <= (byte)'9')
            {
                digits++;
            }
            else if ((uint)((letter | 32) - 'a') >= 26 && letter is not ((byte)'_' or (byte)'-'))
            {
                return false;
            }
        }

        return digits >= MinDigits;
    }

    private static ulong Hash(ReadOnlySpan<byte> value)
    {
        var hash = 14_695_981_039_346_656_037;
        foreach (var letter in value)
        {
            hash = (hash ^ letter) * 1_099_511_628_211;
        }

        return hash | 1;
    }
}
