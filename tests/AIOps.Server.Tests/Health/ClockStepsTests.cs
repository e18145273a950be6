using AIOps.Server.Health;

namespace AIOps.Server.Tests.Health;

public sealed class ClockStepsTests
{
    [TestCase(1)]
    [TestCase(-1)]
    public void ClockThatIsSetByAnHour_IsToldForTenMinutes(int hours)
    {
        var clocks = new TwoClocks();
        using var watch = new ClockSteps(clocks);
        clocks.Pass(TimeSpan.FromMinutes(3));
        Assert.That(watch.SetLately(), Is.Null);
        clocks.Set(TimeSpan.FromHours(hours));
        Assert.That(watch.SetLately(), Is.EqualTo(TimeSpan.FromHours(hours)));
        clocks.Pass(TimeSpan.FromMinutes(9));
        Assert.That(watch.SetLately(), Is.EqualTo(TimeSpan.FromHours(hours)));
        clocks.Pass(TimeSpan.FromMinutes(2));
        Assert.That(watch.SetLately(), Is.Null);
    }

    [Test]
    public void ClockThatIsSlewed_IsNotTold()
    {
        var clocks = new TwoClocks();
        using var watch = new ClockSteps(clocks);
        for (var i = 0; i < 100; i++)
        {
            clocks.Pass(TimeSpan.FromSeconds(10));
            clocks.Set(TimeSpan.FromMilliseconds(5));
            Assert.That(watch.SetLately(), Is.Null);
        }
    }

    /// <summary>The clock on the wall and the steady one.</summary>
    private sealed class TwoClocks : TimeProvider
    {
        private DateTimeOffset _wall = new(2026, 1, 5, 12, 0, 0, TimeSpan.Zero);
        private long _steady;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override DateTimeOffset GetUtcNow() => _wall;

        public override long GetTimestamp() => _steady;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => System.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

        public void Pass(TimeSpan span)
        {
            _wall += span;
            _steady += span.Ticks;
        }

        public void Set(TimeSpan by) => _wall += by;
    }
}
