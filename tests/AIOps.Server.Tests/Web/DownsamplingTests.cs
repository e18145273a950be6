using AIOps.Server.Web.Api;

namespace AIOps.Server.Tests.Web;

public sealed class DownsamplingTests
{
    [Test]
    public void Spikes_SurviveInBothDirections()
    {
        long[] times = [.. Enumerable.Range(0, 10_000).Select(i => (long)i)];
        double[] values = [.. times.Select(i => i switch { 4_321 => 99.0, 7_777 => -99.0, 5_000 => double.NaN, _ => Math.Sin(i / 100.0) })];
        var (thinTimes, thinValues) = Downsampling.MinMax(times, values, 200);
        Assert.Multiple(() =>
        {
            Assert.That(thinTimes, Has.Count.LessThanOrEqualTo(200).And.Ordered);
            Assert.That(thinValues, Does.Contain(99.0).And.Contain(-99.0));
            Assert.That(thinValues, Has.None.NaN);
        });
    }

    [TestCase(0)]
    [TestCase(1)]
    [TestCase(7)]
    public void FewSamples_StayAsTheyAre(int count)
    {
        long[] times = [.. Enumerable.Range(0, count).Select(i => (long)i)];
        double[] values = [.. times.Select(i => (double)i)];
        Assert.That(Downsampling.MinMax(times, values, 7), Is.EqualTo(((IReadOnlyList<long>)times, (IReadOnlyList<double>)values)));
    }
}
