using AIOps.Contracts.Runs;
using AIOps.Remediation.Trust;

namespace AIOps.Remediation.Tests.Trust;

public sealed class TrustLadderTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 5, 12, 0, 0, TimeSpan.Zero);

    [TestCase(0, 0, 0.0)]
    [TestCase(10, 10, 0.787)]
    [TestCase(5, 5, 0.649)]
    [TestCase(3, 3, 0.526)]
    [TestCase(9, 10, 0.652)]
    public void LowerBound_IsWilsonsOneSided(int good, int n, double bound) =>
        Assert.That(TrustLadder.LowerBound(good, n), Is.EqualTo(bound).Within(0.001));

    [TestCase(2, ExpectedResult = TrustLevel.Suggest)]
    [TestCase(3, ExpectedResult = TrustLevel.Approve)]
    [TestCase(5, ExpectedResult = TrustLevel.Notify)]
    [TestCase(10, ExpectedResult = TrustLevel.Auto)]
    public TrustLevel Evidence_ProposesByItsBound(int repaired) => TrustLadder.Propose(Record(repaired), Now);

    [Test]
    public void Evidence_ProposesOnly() => Assert.That(Record(10).Granted, Is.EqualTo(TrustLevel.Suggest));

    [Test]
    public void Harm_DemotesAtOnce()
    {
        var record = TrustLadder.Grant(Record(10), TrustLevel.Auto, "owner", "tried", Now);
        var after = TrustLadder.After(record, new TrustEvidence("RUN-99", Verdict.Harmed, Now));
        Assert.That(after.Granted, Is.EqualTo(TrustLevel.Suggest));
        Assert.That(after.Changes[^1].Reason, Does.Contain("RUN-99"));
    }

    [Test]
    public void TwoWithoutEffectInARow_TakeOneLevel()
    {
        var record = TrustLadder.Grant(Record(3), TrustLevel.Auto, "owner", "tried", Now);
        record = TrustLadder.After(record, new TrustEvidence("A", Verdict.NoEffect, Now));
        Assert.That(record.Granted, Is.EqualTo(TrustLevel.Auto));
        record = TrustLadder.After(record, new TrustEvidence("B", Verdict.Inconclusive, Now));
        record = TrustLadder.After(record, new TrustEvidence("C", Verdict.NoEffect, Now));
        Assert.That(record.Granted, Is.EqualTo(TrustLevel.Notify));
    }

    [Test]
    public void RepeatedVerdictOfARun_CountsOnce()
    {
        var record = TrustLadder.After(Record(3), new TrustEvidence("RUN-1", Verdict.Fixed, Now));
        Assert.That(record.Evidence, Has.Count.EqualTo(3));
    }

    [Test]
    public void NewVersion_BeginsOneLevelDown() =>
        Assert.That(TrustLadder.Begin("r", "1.1.0", "c", TrustLadder.Grant(Record(10), TrustLevel.Auto, "owner", "x", Now)).Granted, Is.EqualTo(TrustLevel.Notify));

    [Test]
    public void OldEvidence_IsForgotten() => Assert.That(TrustLadder.Propose(Record(10), Now.AddDays(400)), Is.EqualTo(TrustLevel.Suggest));

    private static TrustRecord Record(int repaired) => new()
    {
        RunbookId = "r",
        Version = "1.0.0",
        TargetClass = "c",
        Evidence = [.. Enumerable.Range(1, repaired).Select(n => new TrustEvidence($"RUN-{n}", Verdict.Fixed, Now.AddDays(-n)))],
    };
}
