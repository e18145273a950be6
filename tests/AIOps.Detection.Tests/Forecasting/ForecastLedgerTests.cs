using AIOps.Detection.Forecasting;

namespace AIOps.Detection.Tests.Forecasting;

public sealed class ForecastLedgerTests
{
    private const long Start = 1_767_225_600_000;
    private const long Minute = 60_000;

    [Test]
    public void CrossingInsideTheHorizon_CameTrue_WithItsLead()
    {
        var ledger = new ForecastLedger();
        ledger.Issue(Start, Horizon.Hour, 0.8);
        var judged = ledger.Advance(Start + (20 * Minute), crossed: true);
        Assert.Multiple(() =>
        {
            Assert.That(judged.Single().Outcome, Is.EqualTo(ForecastOutcome.CameTrue));
            Assert.That(judged.Single().Lead, Is.EqualTo(TimeSpan.FromMinutes(20)));
            Assert.That(ledger.Brier, Is.EqualTo(0.04).Within(1e-9));
            Assert.That(ledger.MeanLead, Is.EqualTo(TimeSpan.FromMinutes(20)));
        });
    }

    [Test]
    public void NoCrossing_IsWrong_OnlyWhenDue()
    {
        var ledger = new ForecastLedger();
        ledger.Issue(Start, Horizon.QuarterHour, 0.5);
        Assert.That(ledger.Advance(Start + (14 * Minute), crossed: false), Is.Empty);
        Assert.That(ledger.Advance(Start + (15 * Minute), crossed: false).Single().Outcome, Is.EqualTo(ForecastOutcome.Wrong));
    }

    [Test]
    public void Intervention_IsPrevented_AndDoesNotCount()
    {
        var ledger = new ForecastLedger();
        ledger.Issue(Start, Horizon.QuarterHour, 0.9);
        ledger.Intervened(Start + Minute);
        Assert.Multiple(() =>
        {
            Assert.That(ledger.Advance(Start + (16 * Minute), crossed: false).Single().Outcome, Is.EqualTo(ForecastOutcome.Prevented));
            Assert.That(ledger.Brier, Is.Null);
            Assert.That(ledger.Prevented, Is.EqualTo(1));
        });
    }

    [Test]
    public void TooManyOpen_AreRefusedAndCounted()
    {
        var ledger = new ForecastLedger();
        for (var i = 0; i < ForecastLedger.Capacity + 3; i++)
        {
            ledger.Issue(Start + i, Horizon.Day, 0.1);
        }

        Assert.That(ledger.Refused, Is.EqualTo(3));
    }
}
