using AIOps.Detection.Forecasting;

namespace AIOps.Detection.Tests.Forecasting;

public sealed class LimitWatchTests
{
    private const long Start = 1_767_225_600_000;
    private const long Minute = 60_000;
    private static readonly TimeSpan Ahead = TimeSpan.FromHours(4);
    private static readonly SeriesLimit Full = new(0.98, Lower: false, LimitOrigin.Natural);

    [Test]
    public void FillingDisk_IsWarnedOf_InsideTheHorizonAndBeforeTheCrossing([Values(10, 60)] int intervalSeconds)
    {
        var watch = new LimitWatch(Full, Ahead);
        var random = new Random(1);
        var (warned, crossed, lead) = (0L, 0L, TimeSpan.Zero);
        for (var at = 0L; at < 16 * 60 * Minute && crossed == 0; at += intervalSeconds * 1000)
        {
            var reading = watch.Observe(Start + at, 0.2 + (0.8 * at / (12 * 60 * Minute)) + (0.002 * random.NextDouble()));
            warned = reading.Transition == LimitTransition.Warned ? at : warned;
            (crossed, lead) = reading.Transition == LimitTransition.Crossed ? (at, reading.Lead) : (crossed, lead);
        }

        Assert.Multiple(() =>
        {
            Assert.That(warned, Is.GreaterThan(0));
            Assert.That(lead.TotalHours, Is.EqualTo(4).Within(0.75));
            Assert.That(crossed - warned, Is.EqualTo((long)lead.TotalMilliseconds));
            Assert.That(watch.IsCrossed);
        });
    }

    [Test]
    public void LowerLimit_IsWarnedOfFromAbove()
    {
        var watch = new LimitWatch(new SeriesLimit(100, Lower: true, LimitOrigin.Given), Ahead);
        var transitions = Run(watch, 600, minute => 1000 - (1.5 * minute));
        Assert.That(transitions, Is.EqualTo([LimitTransition.Warned]));
        Assert.That(Run(watch, 60, minute => 1000 - (1.5 * (minute + 600)), 600), Is.EqualTo([LimitTransition.Crossed]));
    }

    [Test]
    public void CleanUpInTime_WithdrawsTheWarning_AsPrevented()
    {
        var watch = new LimitWatch(Full, Ahead);
        var outcome = ForecastOutcome.Open;
        var transitions = new List<LimitTransition>();
        for (var minute = 0; minute < 900; minute++)
        {
            var reading = watch.Observe(Start + (minute * Minute), minute < 600 ? 0.2 + (0.001 * minute) : 0.25);
            if (reading.Transition != LimitTransition.None)
            {
                transitions.Add(reading.Transition);
                outcome = reading.Outcome;
            }
        }

        Assert.Multiple(() =>
        {
            Assert.That(transitions, Is.EqualTo([LimitTransition.Warned, LimitTransition.Withdrawn]));
            Assert.That(outcome, Is.EqualTo(ForecastOutcome.Prevented));
            Assert.That(watch.Ledger.Prevented, Is.GreaterThan(0));
        });
    }

    [Test]
    public void RiseThatStopsByItself_WasWrong()
    {
        var watch = new LimitWatch(Full, Ahead);
        var outcome = ForecastOutcome.Open;
        for (var minute = 0; minute < 2400; minute++)
        {
            var reading = watch.Observe(Start + (minute * Minute), 0.2 + (0.001 * Math.Min(minute, 600)));
            outcome = reading.Transition == LimitTransition.Withdrawn ? reading.Outcome : outcome;
        }

        Assert.That(outcome, Is.EqualTo(ForecastOutcome.Wrong));
    }

    [Test]
    public void RiseOfEveryMorning_IsNotWarnedOf_OnceTheDayIsKnown([Values(1, 2, 3, 4)] int seed)
    {
        var random = new Random(seed);
        var watch = new LimitWatch(new SeriesLimit(95, Lower: false, LimitOrigin.Given), Ahead);
        var late = Run(watch, 12 * 1440, minute => 55 + (30 * Math.Sin(2 * Math.PI * (minute - 360) / 1440)) + (4 * random.NextDouble()), from: 0, heardFrom: 3 * 1440);
        Assert.That(late, Is.Empty);
    }

    [Test]
    public void NoisyLevelBelowItsLimit_IsNeverWarnedOf([Values(1, 2, 3, 4, 5, 6)] int seed)
    {
        var random = new Random(seed);
        var wander = 0.0;
        var watch = new LimitWatch(Full, Ahead);
        var transitions = Run(watch, 14 * 1440, _ =>
        {
            wander = (0.995 * wander) + (0.004 * (random.NextDouble() - 0.5));
            return 0.7 + wander + (0.02 * random.NextDouble());
        });
        Assert.That(transitions, Is.Empty);
    }

    [Test]
    public void LearntLimit_IsForecastButNeverWarnedOf()
    {
        var watch = new LimitWatch(new SeriesLimit(0.98, Lower: false, LimitOrigin.Learnt), Ahead);
        Assert.That(Run(watch, 900, minute => 0.2 + (0.001 * minute)), Is.Empty);
        Assert.That(watch.Ledger.Judged, Is.GreaterThan(0));
    }

    [Test]
    public void Restored_GoesOnExactlyAsUninterrupted([Values(30, 700, 800)] int cut)
    {
        var whole = new LimitWatch(Full, Ahead);
        var first = new LimitWatch(Full, Ahead);
        LimitWatch? second = null;
        for (var minute = 0; minute < 1200; minute++)
        {
            if (minute == cut)
            {
                using var bytes = new MemoryStream();
                first.Save(bytes);
                bytes.Position = 0;
                second = LimitWatch.Restore(bytes, Ahead);
            }

            var value = 0.2 + (0.001 * minute) + (0.0005 * (minute % 7));
            var expected = whole.Observe(Start + (minute * Minute), value);
            var got = (second ?? first).Observe(Start + (minute * Minute), value);
            Assert.That(got with { Judged = null }, Is.EqualTo(expected with { Judged = null }), $"minute {minute}");
            Assert.That(got.Judged ?? [], Is.EqualTo(expected.Judged ?? []), $"minute {minute}");
        }

        Assert.That(second!.Ledger.Brier, Is.EqualTo(whole.Ledger.Brier));
    }

    [Test]
    public void OtherVersion_IsNotRestored()
    {
        using var bytes = new MemoryStream();
        new LimitWatch(Full, Ahead).Save(bytes);
        var changed = bytes.ToArray();
        changed[0]++;
        using var again = new MemoryStream(changed);
        Assert.That(LimitWatch.Restore(again, Ahead), Is.Null);
    }

    private static List<LimitTransition> Run(LimitWatch watch, int minutes, Func<int, double> value, int from = 0, int heardFrom = 0)
    {
        var heard = new List<LimitTransition>();
        for (var minute = 0; minute < minutes; minute++)
        {
            var reading = watch.Observe(Start + ((from + minute) * Minute), value(minute));
            if (reading.Transition != LimitTransition.None && minute >= heardFrom)
            {
                heard.Add(reading.Transition);
            }
        }

        return heard;
    }
}
