using AIOps.Contracts.Runs;
using AIOps.Remediation.Runbooks;
using AIOps.Remediation.Verification;

namespace AIOps.Remediation.Tests.Verification;

public sealed class JudgeTests
{
    private static readonly DateTimeOffset Done = new(2026, 1, 5, 12, 0, 0, TimeSpan.Zero);
    private static readonly VerifyRule Rule = new(TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(3), [new VerifyCheck { Probe = true }], [], null, 0);

    // one letter a second: + answers, - fails, . says nothing
    [TestCase("--++++", false, ExpectedResult = Verdict.Fixed)]
    [TestCase("++++", true, ExpectedResult = Verdict.RecoveredAnyway)]
    [TestCase("------", false, ExpectedResult = Verdict.NoEffect)]
    [TestCase("--++--++++", false, ExpectedResult = Verdict.NoEffect)]
    [TestCase("+-++++", false, ExpectedResult = Verdict.Fixed)]
    [TestCase(".........", false, ExpectedResult = Verdict.Inconclusive)]
    [TestCase("----++-", false, ExpectedResult = Verdict.NoEffect)]
    public Verdict? Probe_MustBeginInTimeAndPersist(string said, bool before)
    {
        var judge = new ProbeJudge(Rule, Done, before);
        for (var second = 0; second < said.Length; second++)
        {
            if (judge.Observe(Done.AddSeconds(second), said[second] switch { '+' => true, '-' => false, _ => null }) is { } verdict)
            {
                Assert.That(judge.Arithmetic("x", Done.AddSeconds(second)), Is.Not.Empty);
                return verdict;
            }
        }

        return null;
    }

    [Test]
    public void Metric_IsComparedWithBefore()
    {
        var check = new VerifyCheck { Metric = "m", AgainstBefore = true, By = 0.1 };
        Assert.Multiple(() =>
        {
            Assert.That(MetricJudge.Must(check, 100, [50, 52, 48], [], 0).Verdict, Is.EqualTo(Verdict.Fixed));
            Assert.That(MetricJudge.Must(check, 100, [95, 99, 97], [], 0).Verdict, Is.EqualTo(Verdict.NoEffect));
            Assert.That(MetricJudge.Must(check, 100, [], [], 0).Verdict, Is.EqualTo(Verdict.Inconclusive));
            Assert.That(MetricJudge.Must(check, null, [1], [], 0).Verdict, Is.EqualTo(Verdict.Inconclusive));
            Assert.That(MetricJudge.Must(check with { HigherIsBetter = true }, 100, [150], [], 0).Verdict, Is.EqualTo(Verdict.Fixed));
        });
    }

    [Test]
    public void PeersThatRecoveredToo_TakeTheCredit()
    {
        var check = new VerifyCheck { Metric = "m", AgainstBefore = true, By = 0.1 };
        Assert.Multiple(() =>
        {
            Assert.That(MetricJudge.Must(check, 100, [50], [(100, 50), (90, 45)], 2).Verdict, Is.EqualTo(Verdict.RecoveredAnyway));
            Assert.That(MetricJudge.Must(check, 100, [50], [(100, 99), (90, 91)], 2).Verdict, Is.EqualTo(Verdict.Fixed));
            Assert.That(MetricJudge.Must(check, 100, [50], [.. Enumerable.Range(0, 19).Select(n => (100.0, 99.0))], 2).Line, Does.Contain("p = 0.050"));
        });
    }

    [Test]
    public void Collateral_IsHarm() =>
        Assert.That(MetricJudge.MustNot(new VerifyCheck { Metric = "m", AgainstBefore = true, By = 0.05 }, 100, [120]).Harmed, Is.True);
}
