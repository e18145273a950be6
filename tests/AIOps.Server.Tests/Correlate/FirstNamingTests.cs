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

    [Test]
    public void WhatIsNotNamedYet_IsSaidToLead() =>
        Assert.That(FirstNaming.Tell(Named, null, TimeSpan.Zero).Summary, Is.EqualTo("undetermined yet: service:shop/orders leads with 52 %, more evidence is on its way"));

    private static RootCauseRanking Ranking(double confidence) => new()
    {
        Version = 1,
        At = DateTimeOffset.UnixEpoch,
        Confidence = confidence,
        Undetermined = false,
        Suspects = [new Suspect { Entity = "service:shop/orders", Score = 3 }],
    };
}
