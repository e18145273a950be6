using AIOps.Contracts.Events;
using AIOps.Contracts.Incidents;
using AIOps.Contracts.Runs;
using AIOps.Contracts.Telemetry;
using AIOps.Remediation.Verification;

namespace AIOps.Remediation.Tests.Verification;

public sealed class SignalJudgeTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 5, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(30);

    // one word a signal: open, back (cleared), gone, or quiet for so many seconds while still open
    [TestCase("back back", false, ExpectedResult = Verdict.Fixed)]
    [TestCase("back open", false, ExpectedResult = null)]
    [TestCase("back open", true, ExpectedResult = Verdict.NoEffect)]
    [TestCase("back gone", false, ExpectedResult = null)]
    [TestCase("back gone", true, ExpectedResult = Verdict.Inconclusive)]
    [TestCase("open gone", true, ExpectedResult = Verdict.NoEffect)]
    [TestCase("", true, ExpectedResult = Verdict.NoEffect)]
    [TestCase("30 back", false, ExpectedResult = Verdict.Fixed)]
    [TestCase("30 45", false, ExpectedResult = Verdict.Fixed)]
    [TestCase("29 back", false, ExpectedResult = null)]
    [TestCase("29 back", true, ExpectedResult = Verdict.NoEffect)]
    [TestCase("30 open", false, ExpectedResult = null)]
    public Verdict? Signals_AreBackWhenClearedOrQuietForTheWindow(string said, bool timeIsUp)
    {
        var signals = said.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select((word, i) => new IncidentSignal(Signal(word, i, Some.Workload), Now, "test"));
        // What others suffer says nothing about the target.
        var elsewhere = new IncidentSignal(Signal("open", 99, "service:shop/gateway"), Now, "test");
        return SignalJudge.Judge(Some.Incident(at: Now) with { Signals = [.. signals, elsewhere] }, Some.Workload, [], Now.AddMinutes(-1), Window, Now, timeIsUp)?.Verdict;
    }

    [TestCase("orders-2", Severity.Warning, -5, ExpectedResult = Verdict.Fixed, Description = "a member that nothing was done to")]
    [TestCase("orders-1", Severity.Warning, -5, ExpectedResult = Verdict.NoEffect, Description = "the target")]
    [TestCase(null, Severity.Warning, -5, ExpectedResult = Verdict.NoEffect, Description = "the workload as a whole")]
    [TestCase("orders-1", Severity.Warning, 0, ExpectedResult = Verdict.Fixed, Description = "it began after the action")]
    [TestCase("orders-2", Severity.Error, 0, ExpectedResult = Verdict.NoEffect, Description = "an error counts wherever it is")]
    public Verdict? WhatMildlyStirsElsewhereOrLater_TellsOfSomethingElse(string? member, Severity severity, int onset)
    {
        var cause = Signal("back", 0, Some.Workload);
        var other = Some.Anomaly("a1", new EntityId(Some.Workload, member), "gc.heap", "", severity, Now) with { OnsetAt = Now.AddMinutes(onset) };
        var incident = Some.Incident(at: Now) with { Signals = [new IncidentSignal(cause, Now, "test"), new IncidentSignal(other, Now, "test")] };
        return SignalJudge.Judge(incident, Some.Workload, ["orders-1"], Now.AddMinutes(-1), Window, Now, timeIsUp: true)?.Verdict;
    }

    [TestCase("back", ExpectedResult = Verdict.Fixed)]
    [TestCase("open", ExpectedResult = Verdict.NoEffect)]
    public Verdict? CulpritWithoutSignals_IsJudgedByItsVictims(string victim) =>
        SignalJudge.Judge(Some.Incident(at: Now) with { Signals = [new IncidentSignal(Signal(victim, 0, "service:shop/gateway"), Now, "test")] }, Some.Workload, ["orders-1"], Now.AddMinutes(-1), Window, Now, timeIsUp: true)?.Verdict;

    [Test]
    public void Line_CountsWhatIsBack()
    {
        var incident = Some.Incident(at: Now) with { Signals = [.. new[] { "40", "open", "gone" }.Select((word, i) => new IncidentSignal(Signal(word, i, Some.Workload), Now, "test"))] };
        Assert.That(SignalJudge.Judge(incident, Some.Workload, [], Now.AddMinutes(-1), Window, Now, timeIsUp: true)?.Line, Does.Contain("of 3 signals 1 are back in range, 1 are not and 1 vanished"));
    }

    private static Anomaly Signal(string word, int number, string workload)
    {
        var anomaly = Some.Anomaly($"a{number}", new EntityId(workload), "latency.mean", "", Severity.Error, Now.AddMinutes(-5));
        return word switch
        {
            "open" => anomaly,
            "back" => anomaly with { State = AnomalyState.Cleared },
            "gone" => anomaly with { State = AnomalyState.Gone },
            _ => anomaly with { QuietSince = Now.AddSeconds(-int.Parse(word, System.Globalization.CultureInfo.InvariantCulture)) },
        };
    }
}
