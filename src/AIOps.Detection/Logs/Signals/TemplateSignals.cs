using System.Globalization;
using AIOps.Contracts.Events;
using AIOps.Contracts.Telemetry;

namespace AIOps.Detection.Logs.Signals;

/// <summary>What a source's templates tell: new ones, rare ones, bursts, and heartbeats that stopped.</summary>
internal sealed class TemplateSignals(EntityId entity, LogAnomalyOptions options, FindingWriter findings, Func<int, string> text, Func<int, int, bool> isVariant)
{
    private const byte FatalNumber = 21;
    private const byte ErrorNumber = 17;
    private const byte WarningNumber = 13;
    private const int MaxExamples = 1_000;

    // a template that came more often is not rare
    private const int RareTotal = 3;

    private const int Siblings = 3;
    private const int BadSiblings = 6;

    // below it, messages never or hardly ever seen are what this source is like
    private const double LeastNovelty = 0.3;

    private readonly Dictionary<int, TemplateActivity> _activity = [];
    private readonly double _clearAfterMs = options.ClearAfter.TotalMilliseconds;
    private readonly long _bucketMs = (long)options.Bucket.TotalMilliseconds;
    private int _examples;
    private double _singletons;

    /// <summary>Templates by their ids.</summary>
    public IReadOnlyDictionary<int, TemplateActivity> Activity => _activity;

    /// <summary>Records so far.</summary>
    public long Records { get; private set; }

    /// <summary>Findings that were not told because a source may only raise so many.</summary>
    public long Suppressed { get; private set; }

    /// <summary>Takes a record.</summary>
    /// <param name="mined">Its template.</param>
    /// <param name="level">OpenTelemetry severity number.</param>
    /// <param name="timeMs">Its time.</param>
    /// <param name="learnt">True once new templates are news.</param>
    /// <returns>The template when it has no example yet, else null.</returns>
    public TemplateActivity? Arrive(MinedRecord mined, byte level, long timeMs, bool learnt)
    {
        var activity = Of(mined.TemplateId, timeMs, out var first);
        var quiet = timeMs - activity.LastMs;
        activity.Arrive(timeMs);
        Records++;
        _singletons = Math.Max(0, (_singletons * 0.9999) + (first ? 1 : 0) - (activity.Total == 2 ? 1 : 0));
        if (first && learnt && mined.IsNew)
        {
            RaiseNew(activity, level, timeMs);
        }
        else if (!first && learnt && level >= WarningNumber && activity.Total <= RareTotal && quiet >= options.RareAfter.TotalMilliseconds && activity.Rare is null)
        {
            RaiseRare(activity, level, timeMs, quiet);
        }

        foreach (var open in (ReadOnlySpan<OpenAnomaly?>)[activity.New, activity.Rare])
        {
            if (open is not null)
            {
                open.LastMs = timeMs;
            }
        }

        if (activity.Missing is { } missing)
        {
            missing.LastMs = timeMs;
            findings.Clear(missing, timeMs);
            activity.Missing = null;
        }

        return activity.Example.Length == 0 && _examples < MaxExamples && _examples++ >= 0 ? activity : null;
    }

    /// <summary>Judges the bucket that ends.</summary>
    public void Judge(long end, int inBucket, bool learnt, Func<int, byte> severity)
    {
        foreach (var activity in _activity.Values)
        {
            JudgeBurst(activity, end, learnt, severity);
            JudgeHeartbeat(activity, end, inBucket, learnt);
            if (activity.New is { } isNew && (end - isNew.LastMs >= _clearAfterMs || end - activity.FirstMs >= options.AbsorbAfter.TotalMilliseconds))
            {
                findings.Clear(isNew, end);
                activity.New = null;
            }

            if (activity.Rare is { } rare && end - rare.LastMs >= _clearAfterMs)
            {
                findings.Clear(rare, end);
                activity.Rare = null;
            }

            foreach (var open in (ReadOnlySpan<OpenAnomaly?>)[activity.New, activity.Rare, activity.Burst])
            {
                if (open is not null)
                {
                    findings.Watch(open, end, (long)options.Bucket.TotalMilliseconds);
                }
            }
        }
    }

    /// <summary>Begins the next bucket.</summary>
    public void EndBucket()
    {
        foreach (var activity in _activity.Values)
        {
            activity.EndBucket(activity.Burst is null);
        }
    }

    /// <summary>What was learnt of a template that became part of another goes with it.</summary>
    /// <returns>What is gone, or null.</returns>
    public TemplateActivity? Merge(int gone, int into)
    {
        if (gone == into || !_activity.Remove(gone, out var old))
        {
            return null;
        }

        foreach (var open in (ReadOnlySpan<OpenAnomaly?>)[old.New, old.Rare, old.Burst, old.Missing])
        {
            if (open is not null)
            {
                findings.Clear(open, open.LastMs);
            }
        }

        var kept = Of(into, old.FirstMs, out _);
        kept.Total += old.Total;
        kept.InBucket += old.InBucket;
        kept.FirstMs = Math.Min(kept.FirstMs, old.FirstMs);
        kept.LastMs = Math.Max(kept.LastMs, old.LastMs);
        kept.Example = kept.Example.Length > 0 ? kept.Example : old.Example;
        return old;
    }

    public void Write(BinaryWriter writer)
    {
        writer.Write(Records);
        writer.Write(_singletons);
        writer.Write(_activity.Count);
        foreach (var activity in _activity.Values)
        {
            activity.Write(writer);
        }
    }

    public void Read(BinaryReader reader)
    {
        Records = reader.ReadInt64();
        _singletons = reader.ReadDouble();
        var count = reader.ReadInt32();
        for (var i = 0; i < count; i++)
        {
            var activity = TemplateActivity.Read(reader);
            _activity[activity.Id] = activity;
        }
    }

    private TemplateActivity Of(int id, long timeMs, out bool first)
    {
        first = !_activity.TryGetValue(id, out var activity);
        if (first)
        {
            activity = new TemplateActivity(id) { FirstMs = timeMs };
            _activity.Add(id, activity);
        }

        return activity!;
    }

    // Good-Turing: the chance that the next record is new is the share of templates seen once.
    private double Novelty()
    {
        var usual = (_singletons - 1) / Math.Max(Records, 1.0);
        return Math.Clamp(1 - (Math.Log10(1 + (Math.Max(usual, 0) * 10_000)) / 4), 0.1, 1);
    }

    private static Severity SeverityOf(byte level) => level switch
    {
        >= ErrorNumber => Severity.Error,
        >= WarningNumber => Severity.Warning,
        _ => Severity.Info,
    };

    private bool MayRaise()
    {
        if (findings.RaisedInBucket < options.MaxRaisedPerBucket)
        {
            return true;
        }

        Suppressed++;
        return false;
    }

    private void RaiseNew(TemplateActivity activity, byte level, long timeMs)
    {
        // another user in a message of many users is no news; where something is wrong, more is asked before it is passed over
        if (isVariant(activity.Id, level >= WarningNumber ? BadSiblings : Siblings))
        {
            Suppressed++;
            return;
        }

        if (!MayRaise())
        {
            return;
        }

        var weight = level switch
        {
            >= FatalNumber => 0.98,
            >= ErrorNumber => 0.9,
            >= WarningNumber => 0.7,
            _ => 0.45,
        };
        var template = text(activity.Id);
        activity.New = findings.Raise(new Symptom("new-template", template, timeMs, weight * Novelty(), SeverityOf(level), $"A message that {entity.Name} never wrote before: {template}") { TemplateId = activity.Id, HasLine = true });
    }

    private void RaiseRare(TemplateActivity activity, byte level, long timeMs, long quietMs)
    {
        var novelty = Novelty();
        if (novelty < LeastNovelty)
        {
            Suppressed++;
            return;
        }

        if (!MayRaise())
        {
            return;
        }

        var weight = level switch
        {
            >= FatalNumber => 0.8,
            >= ErrorNumber => 0.6,
            _ => 0.4,
        };
        var template = text(activity.Id);
        var summary = string.Create(CultureInfo.InvariantCulture, $"A rare message, number {activity.Total} among {Records:N0} records and the first for {quietMs / 3_600_000.0:0.#} h: {template}");
        activity.Rare = findings.Raise(new Symptom("rare-template", template, timeMs, weight * novelty, SeverityOf(level), summary) { TemplateId = activity.Id, HasLine = true });
    }

    private void JudgeBurst(TemplateActivity activity, long end, bool learnt, Func<int, byte> severity)
    {
        if (activity.InBucket == 0 && activity.Burst is null)
        {
            return;
        }

        var excess = activity.Excess;
        var score = 1 - Math.Exp(-excess / 20);
        if (activity.Burst is { } open)
        {
            if (excess >= 4)
            {
                open.LastMs = end;
                findings.Worsen(open, score, activity.InBucket, end);
            }
            else if (end - open.LastMs >= _clearAfterMs)
            {
                findings.Clear(open, end);
                activity.Burst = null;
            }

            return;
        }

        if (!learnt || activity.Buckets < 6 || excess < 8 || activity.InBucket < 20 || activity.InBucket < 4 * activity.Mean || !MayRaise())
        {
            return;
        }

        var template = text(activity.Id);
        var summary = string.Create(CultureInfo.InvariantCulture, $"{activity.InBucket} records in {options.Bucket.TotalSeconds:0} s, usually {activity.Mean:0.#}: {template}");
        activity.Burst = findings.Raise(new Symptom("burst", template, end - _bucketMs, score, severity(activity.Id) >= ErrorNumber ? Severity.Error : Severity.Warning, summary)
        {
            TemplateId = activity.Id, Direction = AnomalyDirection.Up, Value = activity.InBucket, Expected = activity.Mean,
        });
    }

    private void JudgeHeartbeat(TemplateActivity activity, long end, int inBucket, bool learnt)
    {
        // a source that is silent as a whole is a matter of its own, so the heartbeat is missed only while others still write
        if (!learnt || activity.Missing is not null || !activity.IsHeartbeat || inBucket == 0)
        {
            return;
        }

        var silent = end - activity.LastMs;
        if (silent < Math.Max(4 * activity.Gap, 3 * _bucketMs))
        {
            return;
        }

        var template = text(activity.Id);
        var summary = string.Create(CultureInfo.InvariantCulture, $"A message that comes every {activity.Gap / 1000:0.#} s has not come for {silent / 1000.0:0} s: {template}");
        activity.Missing = findings.Raise(new Symptom("vanished", template, activity.LastMs, 0.7, Severity.Warning, summary)
        {
            TemplateId = activity.Id, Direction = AnomalyDirection.Down, Value = silent / 1000.0, Expected = activity.Gap / 1000,
        });
    }
}
