using AIOps.Detection.Metrics;

namespace AIOps.Detection.Tests.Metrics;

public sealed class FleetCeilingTests
{
    private const long Start = 1_767_225_600_000;
    private const long Hour = 3_600_000;

    // exact (Garwood) 90 % limits of a Poisson count
    [TestCase(0, 0, 2.996)]
    [TestCase(1, 0.051, 4.744)]
    [TestCase(5, 1.970, 10.513)]
    [TestCase(30, 21.594, 40.691)]
    public void PoissonInterval_IsNearTheExactOne(int events, double lower, double upper)
    {
        var interval = PoissonInterval.Of(events, 1);
        Assert.Multiple(() =>
        {
            Assert.That(interval.Lower, Is.EqualTo(lower).Within(0.06));
            Assert.That(interval.Upper, Is.EqualTo(upper).Within(0.06));
        });
    }

    [Test]
    public void TooManyOpenings_AskForMoreEvidence_AndQuietGivesItBack()
    {
        var ceiling = new FleetCeiling();
        Run(ceiling, 0, 24, openingsPerHour: 10);
        var raised = ceiling.Margin;
        Run(ceiling, 24, 240, openingsPerHour: 0);
        Assert.Multiple(() =>
        {
            Assert.That(raised, Is.GreaterThan(0.5));
            Assert.That(ceiling.Margin, Is.Zero);
        });
    }

    [Test]
    public void UnderTheCeiling_OrTooFewToKnow_NothingIsAsked([Values(0, 2)] int openingsPerHour)
    {
        // a thousand series may open a hundred times a day: four an hour
        var ceiling = new FleetCeiling();
        Run(ceiling, 0, 100, openingsPerHour);
        Assert.That(ceiling.Margin, Is.Zero);
    }

    [Test]
    public void WhatBecameAnIncident_DoesNotCount()
    {
        var ceiling = new FleetCeiling();
        ceiling.Advance(Start, 1000, 0.1);
        for (var hour = 1; hour < 30; hour++)
        {
            for (var opening = 0; opening < 10; opening++)
            {
                ceiling.Count(1);
                ceiling.Count(-1);
            }

            ceiling.Advance(Start + (hour * Hour), 1000, 0.1);
        }

        Assert.That(ceiling.Margin, Is.Zero);
    }

    [Test]
    public void Restored_GoesOnAsUninterrupted()
    {
        var whole = new FleetCeiling();
        var saved = new FleetCeiling();
        Run(whole, 0, 10, 10);
        Run(saved, 0, 10, 10);
        var bytes = new byte[FleetCeiling.SavedBytes];
        saved.Save(bytes);
        var restored = FleetCeiling.Restore(bytes)!;
        Run(whole, 10, 20, 10);
        Run(restored, 10, 20, 10);
        Assert.Multiple(() =>
        {
            Assert.That(restored.Margin, Is.EqualTo(whole.Margin));
            Assert.That(restored.SeriesDays, Is.EqualTo(whole.SeriesDays));
            Assert.That(FleetCeiling.Restore(bytes.AsSpan(0, 9)), Is.Null);
        });
    }

    private static void Run(FleetCeiling ceiling, int from, int to, int openingsPerHour)
    {
        for (var minute = from * 60; minute < to * 60; minute++)
        {
            ceiling.Advance(Start + (minute * 60_000L), 1000, 0.1);
            for (var opening = 0; opening < openingsPerHour && minute % 60 == 0; opening++)
            {
                ceiling.Count(1);
            }
        }
    }
}
