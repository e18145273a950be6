using AIOps.Detection.Metrics;

namespace AIOps.Detection.Tests.Metrics;

public sealed class MomentTests
{
    private const double HourMs = 3_600_000;
    private const double DayMs = 86_400_000;

    [Test]
    public void Shares_OfAnIrregularSample_AreTheQuotientsOneByOne()
    {
        var profile = DetectorProfile.Default with { FastMemory = TimeSpan.FromMinutes(7), ScaleMemory = TimeSpan.FromDays(3) };
        const double Elapsed = 61_234;
        const double Interval = 300_000;

        var moment = new Moment(profile, 1_767_225_600_000, Elapsed, Interval);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(moment.FastShare, Is.EqualTo(Share(2 * Interval)), "fast: two intervals are more than its memory");
            Assert.That(moment.MidShare, Is.EqualTo(Share(HourMs)));
            Assert.That(moment.SlowShare, Is.EqualTo(Share(12 * HourMs)));
            Assert.That(moment.TrustShare, Is.EqualTo(Share(HourMs)));
            Assert.That(moment.ShiftShare, Is.EqualTo(Share(3 * Interval)));
            Assert.That(moment.SpreadShare, Is.EqualTo(Share(12 * Interval)));
            Assert.That(moment.ScaleShare, Is.EqualTo(Share(3 * DayMs)));
            Assert.That(moment.TailShare, Is.EqualTo(Share(14 * DayMs)));
            Assert.That(moment.HalfHourShare, Is.EqualTo(Share(HourMs / 2)));
            Assert.That(moment.WidthShare, Is.EqualTo(Share(3 * HourMs)));
            Assert.That(moment.WeekShare, Is.EqualTo(Share(7 * DayMs)));
            Assert.That(moment.WeekLossShare, Is.EqualTo(Share(14 * DayMs)));
            Assert.That(moment.CrowdShare, Is.EqualTo(Interval / (Interval + (HourMs / 2))));
            Assert.That(moment.WeightGrowth, Is.EqualTo(1 + (Interval / (14 * DayMs))));
            Assert.That(moment.RunKept, Is.EqualTo(1 - (Elapsed / (14 * DayMs))));
            Assert.That(moment.RaisedKept, Is.EqualTo(1 - (Elapsed / (30 * DayMs))));
            Assert.That(moment.TwoDaysKept, Is.EqualTo(Kept(2)));
            Assert.That(moment.SixDaysKept, Is.EqualTo(Kept(6)));
            Assert.That(moment.FifteenDaysKept, Is.EqualTo(Kept(15)));
            Assert.That(moment.NewsKept, Is.EqualTo(Kept(30)));
            Assert.That(moment.OpenedKept, Is.EqualTo(Kept(14)));
        }

        static double Share(double memoryMs) => Elapsed / (Elapsed + memoryMs);
        static double Kept(int days) => days * DayMs / ((days * DayMs) + Elapsed);
    }
}
