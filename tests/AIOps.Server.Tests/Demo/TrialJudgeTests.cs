using AIOps.Contracts.Events;
using AIOps.Contracts.Incidents;
using AIOps.Contracts.Runs;
using AIOps.Server.Demo.Faults;
using AIOps.Server.Demo.Trials;

namespace AIOps.Server.Tests.Demo;

[TestFixture]
public sealed class TrialJudgeTests
{
    private const string Orders = "service:shop/orders";
    private static readonly DateTimeOffset At = new(2026, 1, 5, 12, 0, 0, TimeSpan.Zero);
    private static readonly TrialPlan Plan = new("crash", [new PlannedFault(new CrashFault(), "orders-1", Orders)]);

    [Test]
    public void RightCulpritRightRunServedAgain_Passes()
    {
        var result = Judge([Incident(Ranking(1, $"{Orders}@orders-1"))], [Run("restart-service", $"{Orders}@orders-1")], At.AddSeconds(8));
        Assert.That(result.Problems, Is.Empty);
        Assert.That(result.DetectedAfter, Is.EqualTo(TimeSpan.FromSeconds(3)));
    }

    [Test]
    public void WrongServiceNamedFirst_FailsEvenWhenCorrectedLater()
    {
        var result = Judge([Incident(Ranking(1, "service:shop/gateway"), Ranking(2, Orders))], [Run("restart-service", $"{Orders}@orders-1")], At.AddSeconds(8));
        Assert.That(result.Problems, Has.Some.Contains("gateway"));
    }

    [Test]
    public void RunOnTheOtherMember_IsAWrongAction()
    {
        var result = Judge([Incident(Ranking(1, Orders))], [Run("restart-service", $"{Orders}@orders-2")], At.AddSeconds(8));
        Assert.That(result.WrongActions, Is.EqualTo(1));
        Assert.That(result.Passed, Is.False);
    }

    [Test]
    public void OtherRunbook_IsAWrongAction()
    {
        var result = Judge([Incident(Ranking(1, Orders))], [Run("rollback-config", $"{Orders}@orders-1")], At.AddSeconds(8));
        Assert.That(result.WrongActions, Is.EqualTo(1));
    }

    [Test]
    public void NeverServedAgain_Fails() =>
        Assert.That(Judge([Incident(Ranking(1, Orders))], [Run("restart-service", $"{Orders}@orders-1")], null).Passed, Is.False);

    [TestCase(IncidentState.Resolved, true)]
    [TestCase(IncidentState.Open, false)]
    public void MergedIncident_IsJudgedByTheOneThatItLivesOnIn(IncidentState state, bool passes)
    {
        var merged = Incident(Ranking(1, Orders)) with { State = IncidentState.Merged, MergedInto = "INC-2" };
        var into = Incident(Ranking(2, Orders)) with { Id = "INC-2", State = state };
        Assert.That(Judge([merged, into], [Run("restart-service", $"{Orders}@orders-1")], At.AddSeconds(8)).Passed, Is.EqualTo(passes));
    }

    [Test]
    public void NothingSeen_SaysSo() => Assert.That(Judge([], [], At).Problems, Has.Some.Contains("no incident"));

    [Test]
    public void TwoAtOnce_BothMustBeNamedBeforeAnyOtherAndHealed()
    {
        var both = new TrialPlan("double", [new PlannedFault(new CrashFault(), "orders-1", Orders), new PlannedFault(new ErrorBurstFault(), "ads-1", "service:shop/ads")]);
        var first = Incident(Ranking(1, Orders));
        var second = Incident(Ranking(2, "service:shop/ads")) with { Id = "INC-2" };
        Run[] runs = [Run("restart-service", $"{Orders}@orders-1"), Run("rollback-config", "service:shop/ads@ads-1")];
        Assert.That(TrialJudge.Judge(both, At, [first, second], runs, At.AddSeconds(9)).Problems, Is.Empty);
        Assert.That(TrialJudge.Judge(both, At, [Incident(Ranking(1, Orders), Ranking(2, "service:shop/ads"))], runs, At.AddSeconds(9)).Problems, Is.Empty, "one after the other by one incident");
        Assert.That(TrialJudge.Judge(both, At, [Incident(Ranking(1, Orders), Ranking(2, "service:shop/gateway"), Ranking(3, "service:shop/ads"))], runs, At.AddSeconds(9)).Problems, Has.Some.Contains("not named before others"));
        Assert.That(TrialJudge.Judge(both, At, [first], runs, At.AddSeconds(9)).Problems, Has.Some.Contains("service:shop/ads was not named before others"));
        Assert.That(TrialJudge.Judge(both, At, [first, second], runs[..1], At.AddSeconds(9)).Problems, Has.Some.Contains("no run acted on ads-1"));
        Assert.That(TrialJudge.Judge(both, At, [first, second], [Run("restart-service", "service:shop/ads@ads-1")], At.AddSeconds(9)).WrongActions, Is.EqualTo(1));
    }

    [Test]
    public void ActingWhereItIsWrong_FailsAndDoingNothingPasses()
    {
        var wave = new TrialPlan("traffic-wave", [new PlannedFault(new TrafficWaveFault(), "gateway-1", "service:shop/gateway")]);
        Assert.That(TrialJudge.Judge(wave, At, [], [], At).Problems, Is.Empty);
        Assert.That(TrialJudge.Judge(wave, At, [Incident(Ranking(1, Orders))], [], At).Problems, Is.Empty);
        var acted = TrialJudge.Judge(wave, At, [Incident(Ranking(1, Orders))], [Run("restart-service", $"{Orders}@orders-1")], At);
        Assert.That((acted.WrongActions, acted.Passed), Is.EqualTo((1, false)));
    }

    private static TrialResult Judge(Incident[] incidents, Run[] runs, DateTimeOffset? served) => TrialJudge.Judge(Plan, At, incidents, runs, served);

    private static RootCauseRanking Ranking(int version, string culprit) => new()
    {
        Version = version,
        At = At.AddSeconds(3 + version),
        Suspects = [new Suspect { Entity = culprit, Score = 5 }],
        Confidence = .9,
        Undetermined = false,
    };

    private static Incident Incident(params RootCauseRanking[] rankings) => new()
    {
        Id = "INC-1",
        State = IncidentState.Resolved,
        Title = "orders is down",
        Severity = Severity.Critical,
        Priority = Priority.P1,
        Service = Orders,
        AnchorEntity = Orders,
        UpdatedAt = At,
        EarlierRankings = rankings[..^1],
        RootCause = rankings[^1],
        Anchors = new IncidentAnchors { Detected = new Anchor(At.AddSeconds(3), AnchorSource.Measured) },
    };

    private static Run Run(string runbook, string target) => new()
    {
        Id = "RUN-1",
        State = RunState.Succeeded,
        IncidentId = "INC-1",
        RunbookId = runbook,
        RunbookVersion = "1.0.0",
        RunbookHash = "h",
        DedupKey = "k",
        Level = TrustLevel.Auto,
        Service = Orders,
        Plan = new RunPlan { Hash = "h", Targets = [target] },
        PlannedAt = At.AddSeconds(4),
        StartedAt = At.AddSeconds(5),
    };
}
