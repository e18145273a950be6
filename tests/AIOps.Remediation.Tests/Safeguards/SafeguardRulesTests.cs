using AIOps.Contracts.Catalogue;
using AIOps.Contracts.Runs;
using AIOps.Remediation.Planning;
using AIOps.Remediation.Runbooks;
using AIOps.Remediation.Safeguards;
using AIOps.Remediation.Tests.Runbooks;
using AIOps.Remediation.Trust;

namespace AIOps.Remediation.Tests.Safeguards;

/// <summary>Each safeguard in a scenario that it alone refuses: without the fact that it looks at, the run may go.</summary>
public sealed class SafeguardRulesTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 5, 12, 0, 0, TimeSpan.Zero);
    private static readonly ServiceEntry Orders = Some.Service(dependsOn: ["service:db"], members: ("orders-1", [("pidfile", "/run/none.pid")]));

    [Test]
    public void NothingInTheWay_IsNoRefusal() => Assert.That(Check(), Is.Null);

    [TestCase("global")]
    [TestCase("service:shop/orders")]
    [TestCase("service:orders")]
    [TestCase("runbook:sound")]
    public void KillSwitch_Refuses(string scope)
    {
        var refusal = Check(state => state with { KillSwitches = [new KillSwitch(scope, "ann", "odd things happen", Now)] });
        Assert.That(refusal!.Code, Is.EqualTo("kill-switch"));
        Assert.That(refusal.Text, Does.Contain("ann").And.Contain("odd things happen"));
    }

    [Test]
    public void KillSwitchOfOthers_DoesNotRefuse() =>
        Assert.That(Check(state => state with { KillSwitches = [new KillSwitch("runbook:other", "ann", "x", Now), new KillSwitch("service:shop/cart", "ann", "x", Now), new KillSwitch("service:ders", "ann", "x", Now)] }), Is.Null);

    [Test]
    public void Freeze_Refuses() =>
        Assert.That(Check(state => state with { Freezes = [new Freeze("f", "*", Now.AddHours(-1), Now.AddHours(1), "bob", "release day")] })!.ToString(), Does.StartWith("window:").And.Contain("release day"));

    [Test]
    public void FreezeThatEnded_DoesNotRefuse() => Assert.That(Check(state => state with { Freezes = [new Freeze("f", "*", Now.AddHours(-2), Now.AddHours(-1), "bob", "x")] }), Is.Null);

    [Test]
    public void SameEpisode_IsNeverDispatchedTwice() =>
        Assert.That(Check(ledger: [Ran("RUN-1", -5000, dedup: Prepared().DedupKey)])!.Code, Is.EqualTo("already-ran"));

    [Test]
    public void Cooldown_Refuses() => Assert.That(Check(ledger: [Ran("RUN-1", -29)])!.Code, Is.EqualTo("cooldown"));

    [Test]
    public void Cooldown_IsOverAfterItsTime() => Assert.That(Check(ledger: [Ran("RUN-1", -31)]), Is.Null);

    [Test]
    public void HourlyBudget_Refuses() =>
        Assert.That(Check(ledger: [.. Enumerable.Range(0, 4).Select(n => Ran($"RUN-{n}", -35 - n, target: $"service:shop/x@{n}", workload: "service:shop/x"))])!.Text, Does.Contain("4 are allowed"));

    [Test]
    public void DailyBudget_Refuses() =>
        Assert.That(Check(ledger: [.. Enumerable.Range(0, 12).Select(n => Ran($"RUN-{n}", -100 - (n * 60), target: "service:x@1", workload: "service:x"))])!.Text, Does.Contain("12 are allowed"));

    [Test]
    public void GlobalBudget_Refuses() =>
        Assert.That(Check(ledger: [.. Enumerable.Range(0, 30).Select(n => Ran($"RUN-{n}", -1 - n, runbook: $"r{n}", target: "service:x@1", workload: "service:x"))])!.Code, Is.EqualTo("global-budget"));

    [Test]
    public void BusyService_Refuses() =>
        Assert.That(Check(ledger: [Ran("RUN-1", -1, runbook: "other", over: false)])!.Code, Is.EqualTo("busy"));

    [Test]
    public void BlastBudget_Refuses() =>
        Assert.That(Check(ledger: [.. Enumerable.Range(0, 3).Select(n => Ran($"RUN-{n}", -1, runbook: $"r{n}", target: $"service:x{n}@1", workload: $"service:x{n}", over: false))])!.Code, Is.EqualTo("blast-budget"));

    [Test]
    public void TierOneUnderChange_RefusesAnother() =>
        Assert.That(Check(service: Orders with { Tier = 1 }, ledger: [Ran("RUN-1", -1, runbook: "r", target: "service:x@1", workload: "service:x", over: false) with { Tier = 1 }])!.Text, Does.Contain("tier-1"));

    [Test]
    public void DependencyBeingHealed_Refuses() =>
        Assert.That(Check(ledger: [Ran("RUN-1", -1, runbook: "r", target: "service:db@1", workload: "service:db", over: false)])!.Code, Is.EqualTo("dependency-healing"));

    [Test]
    public void OwnService_IsNotTouched() => Assert.That(Check(state => state with { Self = new SelfIdentity { Workloads = [Some.Workload] } })!.Code, Is.EqualTo("own-system"));

    [Test]
    public void OwnServiceListedByName_IsAllowed() => Assert.That(Check(state => state with { Self = new SelfIdentity { Workloads = [Some.Workload], Allowed = [Some.Workload] } }), Is.Null);

    [Test]
    public void OwnStoreFolder_IsNotTouched() =>
        Assert.That(Check(state => state with { Self = new SelfIdentity { Folders = ["/run"] } })!.Text, Does.Contain("/run/none.pid"));

    [Test]
    public void OwnEndpoint_IsNotTouched() => Assert.That(Check(state => state with { Self = new SelfIdentity { Endpoints = ["127.0.0.1:1"] } })!.Text, Does.Contain("an address of ours"));

    [TestCase("4f", true)]
    [TestCase("4F2A", true)]
    [TestCase("4e", false)]
    [TestCase("orders", false)]
    public void OwnContainer_IsNotTouchedByAnyBeginningOfItsId(string name, bool refused)
    {
        var prepared = Prepared();
        var step = prepared.Steps[0];
        var container = step with { Rule = step.Rule with { Uses = "container" }, Texts = new Dictionary<string, string> { ["name"] = name } };
        var refusal = SelfProtection.Check(prepared with { Steps = [container] }, new SelfIdentity { Containers = ["4f2a" + new string('0', 60)] });
        Assert.That(refusal?.Code, Is.EqualTo(refused ? "own-system" : null));
    }

    [Test]
    public void OwnProcess_IsNotTouched()
    {
        var file = Path.GetTempFileName();
        File.WriteAllText(file, $"{Environment.ProcessId}\n");
        var service = Some.Service(members: ("orders-1", [("pidfile", file)]));
        Assert.That(Check(state => state with { Self = new SelfIdentity { Pids = [Environment.ProcessId] } }, service)!.Text, Does.Contain("pid file of ours"));
        File.Delete(file);
    }

    [Test]
    public void UnbelievableClock_Refuses() => Assert.That(Check(state => state with { ClockProblem = "the clock jumped" })!.Code, Is.EqualTo("clock"));

    [Test]
    public void Level_IsTheLeastOfAllThatHaveASay()
    {
        Assert.Multiple(() =>
        {
            Assert.That(Level(), Is.EqualTo(TrustLevel.Auto));
            Assert.That(Level(state => state with { Trust = state.Trust with { Granted = TrustLevel.Notify } }), Is.EqualTo(TrustLevel.Notify));
            Assert.That(Level(service: Orders with { Environment = "prod" }), Is.EqualTo(TrustLevel.Approve));
            Assert.That(Level(trusted: false), Is.EqualTo(TrustLevel.Approve), "a signal without authentication never starts an automatic run");
            Assert.That(Level(state => state with { Blind = "the bus lags by 5 min" }), Is.EqualTo(TrustLevel.Suggest));
        });
    }

    [Test]
    public void OutcomeBreaker_AsksForAnApproval()
    {
        var bad = Ran("RUN-1", -100) with { Outcome = RunState.Ineffective, EndedAt = Now.AddMinutes(-99) };
        var good = Ran("RUN-3", -40) with { Outcome = RunState.Succeeded, EndedAt = Now.AddMinutes(-39) };
        Assert.Multiple(() =>
        {
            Assert.That(Level(state => state with { Ledger = new DispatchLedger { Entries = [bad] } }), Is.EqualTo(TrustLevel.Auto));
            Assert.That(Level(state => state with { Ledger = new DispatchLedger { Entries = [bad, bad with { RunId = "RUN-2", EndedAt = Now.AddMinutes(-80) }] } }), Is.EqualTo(TrustLevel.Approve));
            Assert.That(Level(state => state with { Ledger = new DispatchLedger { Entries = [bad, bad with { RunId = "RUN-2" }, good] } }), Is.EqualTo(TrustLevel.Auto), "one that helps closes it");
            Assert.That(Level(state => state with { Ledger = new DispatchLedger { Entries = [good with { Outcome = RunState.Harmed }] } }), Is.EqualTo(TrustLevel.Approve));
        });
    }

    [Test]
    public void ClockWatch_NoticesJumpsBothWays()
    {
        var time = new JumpingTime();
        var watch = new ClockWatch(time);
        time.Pass(TimeSpan.FromMinutes(10));
        Assert.That(watch.Problem(null), Is.Null);
        time.Jump(TimeSpan.FromHours(1));
        Assert.That(watch.Problem(null), Does.Contain("+3600"));
        time.Pass(TimeSpan.FromMinutes(61));
        Assert.That(watch.Problem(null), Is.Null);
        Assert.That(watch.Problem(time.GetUtcNow().AddHours(1)), Does.Contain("set back"));
    }

    private static Runbook Sound() => RunbookLoader.Parse("/x/sound/v1.yaml", RunbookLoaderTests.Sound, []) ?? throw new InvalidOperationException();

    private static IncidentPicture Picture(ServiceEntry service, bool trusted = true) => IncidentPicture.Of(Some.Incident(at: Now, trusted: trusted), new TestCatalogue(service), [])!;

    private static PreparedRun Prepared(ServiceEntry? service = null) =>
        Planner.Plan(new PlanRequest { RunId = "RUN-9", Runbook = Sound(), Picture = Picture(service ?? Orders), Probes = new Dictionary<string, bool?>() }).Prepared!;

    private static SafeguardState State(ServiceEntry service, IReadOnlyList<Dispatch> ledger) => new()
    {
        Now = Now,
        Ledger = new DispatchLedger { Entries = ledger },
        Trust = new TrustRecord { RunbookId = "sound", Version = "1.2.3", TargetClass = "test:service", Granted = TrustLevel.Auto },
        Catalogue = new TestCatalogue(service),
        Self = new SelfIdentity(),
    };

    private static Refusal? Check(Func<SafeguardState, SafeguardState>? change = null, ServiceEntry? service = null, IReadOnlyList<Dispatch>? ledger = null)
    {
        var state = State(service ?? Orders, ledger ?? []);
        return SafeguardRules.Check(Sound(), Prepared(service), Picture(service ?? Orders), change?.Invoke(state) ?? state, new RemediationOptions());
    }

    private static TrustLevel Level(Func<SafeguardState, SafeguardState>? change = null, ServiceEntry? service = null, bool trusted = true)
    {
        var state = State(service ?? Orders, []);
        return Autonomy.Of(Sound(), Picture(service ?? Orders, trusted), change?.Invoke(state) ?? state).Level;
    }

    private static Dispatch Ran(string id, double minutes, string runbook = "sound", string target = Some.Workload + "@orders-1", string workload = Some.Workload, string dedup = "x", bool over = true) => new()
    {
        RunId = id,
        RunbookId = runbook,
        Version = "1.2.3",
        Workload = workload,
        Targets = [target],
        DedupKey = dedup,
        At = Now.AddMinutes(minutes),
        EndedAt = over ? Now.AddMinutes(minutes + 0.1) : null,
        Outcome = over ? RunState.Succeeded : null,
    };

    private sealed class JumpingTime : TimeProvider
    {
        private DateTimeOffset _wall = Now;
        private long _ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override DateTimeOffset GetUtcNow() => _wall;

        public override long GetTimestamp() => _ticks;

        public void Pass(TimeSpan by) => (_wall, _ticks) = (_wall + by, _ticks + by.Ticks);

        public void Jump(TimeSpan by) => _wall += by;
    }
}
