using AIOps.Detection.Entities;
using AIOps.Detection.Metrics;

namespace AIOps.Detection.Tests.Entities;

public sealed class EntityWatchTests
{
    private const long Start = 1_767_225_600_000;

    [Test]
    public void SamplesThatComeApart_AreJoinedByTheMinute_AndRanked()
    {
        var watch = new EntityWatch(DetectorProfile.Default);
        for (var metric = 0; metric < 6; metric++)
        {
            Assert.That(watch.Join(), Is.EqualTo(metric));
        }

        var opened = 0;
        for (var second = 0; second < 3 * 3600; second += 5)
        {
            var metric = second / 5 % 6;
            var verdict = watch.Take(metric, Start + (second * 1000L), 30_000, second > 10_000 && metric is 1 or 3 or 4 ? 8 + metric : 0.3);
            opened += verdict?.Transition == Transition.Opened ? 1 : 0;
        }

        Span<int> order = stackalloc int[3];
        Assert.That(watch.Rank(order), Is.EqualTo(3));
        Assert.That(order.ToArray(), Is.EqualTo(new[] { 4, 3, 1 }));
        Assert.That(opened, Is.EqualTo(1));
    }

    [Test]
    public void WhatFellSilent_IsNotJoinedAnyMore()
    {
        var watch = new EntityWatch(DetectorProfile.Default);
        var (loud, quiet) = (watch.Join()!.Value, watch.Join()!.Value);
        watch.Take(loud, Start, 60_000, 9);
        EntityVerdict? verdict = null;
        for (var minute = 1; minute < 10; minute++)
        {
            verdict = watch.Take(quiet, Start + (minute * 60_000L), 60_000, 0.1) ?? verdict;
        }

        Assert.That(verdict!.Value.Evidence, Is.LessThan(0.1));
    }

    [Test]
    public void MoreMetricsThanThereIsRoomFor_AreNotJoined()
    {
        var watch = new EntityWatch(DetectorProfile.Default);
        for (var metric = 0; metric < EntityWatch.MaxMetrics; metric++)
        {
            Assert.That(watch.Join(), Is.Not.Null);
        }

        Assert.That(watch.Join(), Is.Null);
    }
}
