using System.Runtime.InteropServices;

namespace AIOps.Detection.Logs;

/// <summary>
/// What sessions of a log (the records that share a correlation id) usually look like: how often each template occurs in one. A session's surprise is the sum
/// over templates of how much less likely its count is than the usual count, in nats; learning needs no labels, and a few per cent of bad sessions
/// among the good do no harm. After the count vectors of Lou et al. (USENIX ATC 2010), with independent counts in place of their invariants.
/// Cost per session: its distinct templates plus the templates of the model.
/// </summary>
public sealed class SessionModel
{
    private const int Buckets = 12;
    private const int MaxTemplates = 4096;

    // A hundred times less likely than usual; and never more than a twentieth of what was learnt.
    private static readonly double _floor = Math.Log(100);
    private const double MaxAlertShare = 0.05;

    private readonly Dictionary<int, int> _columns = [];
    private readonly List<long[]> _counts = [];
    private readonly Dictionary<int, int> _scratch = [];
    private long _learnt;

    /// <summary>Sessions learnt.</summary>
    public long Learnt => _learnt;

    /// <summary>Surprise from which a session is an anomaly, in nats; set by <see cref="Settle"/>.</summary>
    public double Threshold { get; private set; } = _floor;

    /// <summary>Learns one session.</summary>
    /// <param name="templates">Its records' template ids in order.</param>
    public void Learn(ReadOnlySpan<int> templates)
    {
        Count(templates);
        foreach (var (template, count) in _scratch)
        {
            if (!_columns.TryGetValue(template, out var column))
            {
                if (_columns.Count >= MaxTemplates)
                {
                    continue;
                }

                column = _columns.Count;
                _columns.Add(template, column);
                _counts.Add(new long[Buckets]);
            }

            _counts[column][Bucket(count)]++;
        }

        _learnt++;
    }

    /// <summary>Sets the threshold from sessions like those that were learnt.</summary>
    /// <param name="surprises">Their surprises.</param>
    public void Settle(IReadOnlyCollection<double> surprises)
    {
        ArgumentNullException.ThrowIfNull(surprises);
        if (surprises.Count == 0)
        {
            return;
        }

        var sorted = surprises.Order().ToArray();
        var highest = sorted[Math.Min(sorted.Length - 1, (int)Math.Ceiling(sorted.Length * (1 - MaxAlertShare)))];
        Threshold = Math.Max(_floor, Math.BitIncrement(highest));
        if (sorted.Count(surprise => surprise >= _floor) <= MaxAlertShare * sorted.Length)
        {
            Threshold = _floor;
        }
    }

    /// <summary>How surprising a session is, in nats; 0 is the most usual.</summary>
    public double Surprise(ReadOnlySpan<int> templates)
    {
        if (_learnt == 0)
        {
            return 0;
        }

        Count(templates);
        var surprise = 0.0;
        foreach (var (template, column) in _columns)
        {
            var count = _scratch.Remove(template, out var found) ? found : 0;
            surprise += Surprise(_counts[column], count);
        }

        // templates that no learnt session had
        surprise += _scratch.Count * Math.Log(2.0 * (_learnt + 1));
        return surprise;
    }

    /// <summary>The template whose count is the most surprising in a session.</summary>
    /// <returns>Its id, its count, and the usual count (the lower end where counts are taken together).</returns>
    public (int Template, int Count, int Usual) Oddest(ReadOnlySpan<int> templates)
    {
        Count(templates);
        var oddest = (Template: 0, Count: 0, Usual: 0);
        var most = double.NegativeInfinity;
        foreach (var (template, column) in _columns)
        {
            var count = _scratch.Remove(template, out var found) ? found : 0;
            if (Surprise(_counts[column], count) is var surprise && surprise > most)
            {
                (most, oddest) = (surprise, (template, count, Usual(_counts[column])));
            }
        }

        // what no learnt session had is odder still
        foreach (var (template, count) in _scratch)
        {
            return (template, count, 0);
        }

        return oddest;
    }

    /// <summary>Halves the weight of everything learnt, so that what is new counts sooner.</summary>
    public void Fade()
    {
        foreach (var counts in _counts)
        {
            for (var i = 0; i < counts.Length; i++)
            {
                counts[i] /= 2;
            }
        }

        _learnt /= 2;
    }

    internal void Write(BinaryWriter writer)
    {
        writer.Write(_learnt);
        writer.Write(Threshold);
        writer.Write(_columns.Count);
        foreach (var (template, column) in _columns)
        {
            writer.Write(template);
            foreach (var count in _counts[column])
            {
                writer.Write(count);
            }
        }
    }

    internal static SessionModel Read(BinaryReader reader)
    {
        var model = new SessionModel { _learnt = reader.ReadInt64(), Threshold = reader.ReadDouble() };
        var columns = reader.ReadInt32();
        if (columns is < 0 or > MaxTemplates)
        {
            throw new InvalidDataException($"log checkpoint: {columns} templates of sessions, at most {MaxTemplates} are possible");
        }

        for (var i = 0; i < columns; i++)
        {
            model._columns.Add(reader.ReadInt32(), i);
            var counts = new long[Buckets];
            for (var bucket = 0; bucket < Buckets; bucket++)
            {
                counts[bucket] = reader.ReadInt64();
            }

            model._counts.Add(counts);
        }

        return model;
    }

    private int Usual(long[] seen)
    {
        var most = Array.IndexOf(seen, seen.Max());
        return _learnt - seen.Sum() >= seen[most] ? 0 : most < 8 ? most : 1 << (most - 5);
    }

    private static int Bucket(int count) => count < 8 ? count : Math.Min(Buckets - 1, 5 + (int)Math.Log2(count));

    private double Surprise(long[] seen, int count)
    {
        var absent = _learnt - seen.Sum();
        var most = Math.Max(absent, seen.Max());
        var bucket = Bucket(count);
        var had = count == 0 ? absent : seen[bucket];
        return Math.Log((most + 0.5) / (had + 0.5));
    }

    private void Count(ReadOnlySpan<int> templates)
    {
        _scratch.Clear();
        foreach (var template in templates)
        {
            CollectionsMarshal.GetValueRefOrAddDefault(_scratch, template, out _)++;
        }
    }
}
