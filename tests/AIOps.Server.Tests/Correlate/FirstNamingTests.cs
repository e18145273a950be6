using AIOps.Contracts.Incidents;
using AIOps.Server.Correlate;

namespace AIOps.Server.Tests.Correlate;

public sealed class FirstNamingTests
{
    private static readonly RootCauseRanking Named = Ranking(.52);

    [TestCase(.52, 13, false, ExpectedResult = null, Description = "not sure yet")]
    [TestCase(.61, 13, false, ExpectedResult = "service:shop/orders", Description = "sure enough")]
    [TestCase(.52, 31, false, ExpectedResult = "service:shop/orders", Description = "it had its time")]
    [TestCase(.52, 13, true, ExpectedResult = "service:shop/orders", Description = "somebody was named before")]
    public string? Culprit(double confidence, int seconds, bool named) => FirstNaming.Tell(Ranking(confidence), named ? Named : null, TimeSpan.FromSeconds(seconds)).Culprit;

    [TestCase("own-latency", 6, ExpectedResult = null, Description = "the spans of whom it waits for may not be in")]
    [TestCase("own-latency", 13, ExpectedResult = "service:shop/orders", Description = "they are")]
    [TestCase("log-errors", 6, ExpectedResult = "service:shop/orders", Description = "an error names its place")]
    [TestCase("state", 0, ExpectedResult = "service:shop/orders", Description = "so does a process that is away")]
    public string? CulpritBy(string evidence, int seconds) => FirstNaming.Tell(Ranking(.9, evidence), null, TimeSpan.FromSeconds(seconds)).Culprit;

    [Test]
    public void WhatIsNotNamedYet_IsSaidToLead() =>
        Assert.That(FirstNaming.Tell(Named, null, TimeSpan.Zero).Summary, Is.EqualTo("undetermined yet: service:shop/orders leads with 52 %, more evidence is on its way"));

    private static RootCauseRanking Ranking(double confidence, string evidence = "own-failures") => new()
    {
        Version = 1,
        At = DateTimeOffset.UnixEpoch,
        Confidence = confidence,
        Undetermined = false,
        Suspects = [new Suspect { Entity = "service:shop/orders", Score = 3, For = [new EvidenceTerm(evidence, 2, "")] }],
    };
}
