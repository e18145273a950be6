using AIOps.Detection.Members;

namespace AIOps.Detection.Tests.Members;

public sealed class WorkContrastTests
{
    private const long Interval = 5_000;

    [Test]
    public void MemberThatStandsStillWhileAnotherGoesOn_StandsOut_AfterFifteenSeconds()
    {
        var (one, other) = (new WorkPulse(), new WorkPulse());
        var now = Feed(0, 24, (one, 6), (other, 5));
        Assert.That(WorkContrast.Of(one, [one, other]), Is.Null);
        now = Feed(now, 2, (one, 0), (other, 9));
        Assert.That(WorkContrast.Of(one, [one, other]), Is.Null, "after ten seconds");
        Feed(now, 1, (one, 0), (other, 9));
        var contrast = WorkContrast.Of(one, [one, other]);
        Assert.Multiple(() =>
        {
            Assert.That(contrast, Is.Not.Null);
            Assert.That(contrast!.Value.StillMs, Is.EqualTo(15_000));
            Assert.That(contrast.Value.Usual, Is.EqualTo(6).Within(.01));
            Assert.That(contrast.Value.Others, Is.EqualTo(1));
            Assert.That(contrast.Value.Missing, Is.EqualTo(90).Within(.5));
            Assert.That(WorkContrast.Of(other, [one, other]), Is.Null);
        });
    }

    [TestCase(60_000, ExpectedResult = 3)]
    [TestCase(15_000, ExpectedResult = 3)]
    [TestCase(1_000, ExpectedResult = 15)]
    public int LongerIntervals_AskForMoreTime(long interval)
    {
        var (one, other) = (new WorkPulse(), new WorkPulse());
        var now = Feed(0, 120, interval, (one, 2), (other, 2));
        for (var steps = 1; ; steps++)
        {
            now = Feed(now, 1, interval, (one, 0), (other, 2));
            if (WorkContrast.Of(one, [one, other]) is not null)
            {
                return steps;
            }
        }
    }

    [Test]
    public void AllStandStill_IsNoContrast()
    {
        var (one, other) = (new WorkPulse(), new WorkPulse());
        var now = Feed(0, 24, (one, 6), (other, 6));
        Feed(now, 20, (one, 0), (other, 0));
        Assert.That(WorkContrast.Of(one, [one, other]), Is.Null);
    }

    [Test]
    public void LoadThatLeavesAlmostNothingToDo_IsNoContrast()
    {
        var (one, other) = (new WorkPulse(), new WorkPulse());
        var now = Feed(0, 60, (one, 6), (other, 6));
        Feed(now, 12, (one, 0), (other, .3));
        Assert.That(WorkContrast.Of(one, [one, other]), Is.Null);
    }

    [Test]
    public void MemberThatRestsOften_OrHasJustBegun_TellsNothing()
    {
        var (steady, resting, young) = (new WorkPulse(), new WorkPulse(), new WorkPulse());
        var now = 0L;
        for (var round = 0; round < 30; round++)
        {
            now = Feed(now, 4, (steady, 6), (resting, 6));
            now = Feed(now, 4, (steady, 6), (resting, 0));
        }

        now = Feed(now, 6, (steady, 6), (young, 6));
        Feed(now, 12, (steady, 6), (young, 0), (resting, 0));
        Assert.Multiple(() =>
        {
            Assert.That(resting.IsSteady, Is.False);
            Assert.That(WorkContrast.Of(resting, [steady, resting, young]), Is.Null);
            Assert.That(WorkContrast.Of(young, [steady, resting, young]), Is.Null);
        });
    }

    [Test]
    public void WorkOfOneLabelSet_IsWork_ThoughAnotherStandsStill()
    {
        var (one, other) = (new WorkPulse(), new WorkPulse());
        var now = Feed(0, 24, (one, 6), (other, 6));
        for (var step = 0; step < 12; step++)
        {
            one.Take(now, now + Interval, 0);
            one.Take(now, now + Interval, 6);
            now = Feed(now, 1, (other, 6));
        }

        Assert.That(WorkContrast.Of(one, [one, other]), Is.Null);
        Assert.That(one.Usual, Is.EqualTo(6).Within(.01));
    }

    [Test]
    public void AStall_IsNotLearnt_AndPausesThatComeAgainAre()
    {
        var (one, other) = (new WorkPulse(), new WorkPulse());
        var now = Feed(0, 60, (one, 6), (other, 6));
        var seen = 0;
        for (var round = 0; round < 8; round++)
        {
            now = Feed(now, 6, (one, 0), (other, 6));
            seen += WorkContrast.Of(one, [one, other]) is null ? 0 : 1;
            now = Feed(now, 12, (one, 6), (other, 6));
        }

        Assert.That(seen, Is.InRange(2, 5), "the second is seen as the first was, the eighth is a habit");
    }

    [Test]
    public void HoleInTheTelemetry_IsNeitherAPauseNorAFlood()
    {
        var (one, other) = (new WorkPulse(), new WorkPulse());
        var now = Feed(0, 60, (one, 6), (other, 5));
        one.Take(now, now + 3_600_000, 6);
        other.Take(now, now + 3_600_000, 5);
        now = Feed(now + 3_600_000, 3, (one, 6), (other, 5));
        Assert.That((one.Usual, other.Usual), Is.EqualTo((6d, 5d)).Within(.01));
        now = Feed(now, 6, (one, 0), (other, 5));
        Assert.That(WorkContrast.Of(one, [one, other]), Is.Not.Null, "after the usual time, not after three hours");
    }

    [TestCase(double.NaN)]
    [TestCase(double.PositiveInfinity)]
    [TestCase(1e300)]
    [TestCase(-5)]
    public void RateThatCannotBe_ChangesNothing(double rate)
    {
        var (one, other) = (new WorkPulse(), new WorkPulse());
        var now = Feed(0, 24, (one, 6), (other, 5));
        one.Take(now, now + Interval, rate);
        Assert.That((one.Usual, one.Lately), Is.EqualTo((6d, 6d)).Within(.01));
    }

    [Test]
    public void LongerInterval_IsLearnt_AndNobodyIsStuckMeanwhile()
    {
        var (one, other) = (new WorkPulse(), new WorkPulse());
        var now = Feed(0, 60, (one, 6), (other, 5));
        for (var step = 0; step < 10; step++)
        {
            one.Take(now, now + 60_000, 6);
            Assert.That(WorkContrast.Of(other, [one, other]) ?? WorkContrast.Of(one, [one, other]), Is.Null);
            other.Take(now, now + 60_000, 5);
            now += 60_000;
        }

        Assert.That(one.TellingMs, Is.EqualTo(180_000).Within(1_000));
    }

    [Test]
    public void MinorityStandsOut_TheMajorityDoesNot()
    {
        WorkPulse[] all = [.. Enumerable.Range(0, 5).Select(_ => new WorkPulse())];
        var now = Feed(0, 24, [.. all.Select(pulse => (pulse, 4.0))]);
        Feed(now, 4, [.. all.Select((pulse, index) => (pulse, index < 2 ? 0 : 4.0))]);
        Assert.That(all.Count(pulse => WorkContrast.Of(pulse, all) is not null), Is.EqualTo(2));
        Feed(now + (4 * Interval), 4, [.. all.Select((pulse, index) => (pulse, index < 4 ? 0 : 4.0))]);
        Assert.That(all.Count(pulse => WorkContrast.Of(pulse, all) is not null), Is.Zero, "work went elsewhere, or there is none");
    }

    [Test]
    public void RestoredPulse_GoesOnAlike()
    {
        var (one, other) = (new WorkPulse(), new WorkPulse());
        var now = Feed(0, 24, (one, 6), (other, 5));
        now = Feed(now, 1, (one, 0), (other, 5));
        var restored = WorkPulse.Restore(one.Save());
        Feed(now, 4, (one, 0), (restored, 0), (other, 5));
        Assert.That(WorkContrast.Of(restored, [restored, other]), Is.EqualTo(WorkContrast.Of(one, [one, other])).And.Not.Null);
    }

    private static long Feed(long from, int steps, params (WorkPulse Pulse, double Rate)[] members) => Feed(from, steps, Interval, members);

    private static long Feed(long from, int steps, long interval, params (WorkPulse Pulse, double Rate)[] members)
    {
        for (var step = 0; step < steps; step++, from += interval)
        {
            foreach (var (pulse, rate) in members)
            {
                pulse.Take(from, from + interval, rate);
            }
        }

        return from;
    }
}
