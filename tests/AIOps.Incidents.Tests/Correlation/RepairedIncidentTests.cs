using AIOps.Contracts.Events;
using AIOps.Contracts.Incidents;
using AIOps.Contracts.Telemetry;
using AIOps.Incidents.Correlation;
using AIOps.Incidents.Topology;

namespace AIOps.Incidents.Tests.Correlation;

/// <summary>Whether an incident is being repaired, or was: then what its signals show is the repair, and no ranking is made of it.</summary>
public sealed class RepairedIncidentTests
{
    private const string Run = "RUN-1";
    private static readonly DateTimeOffset Start = new(2026, 1, 5, 12, 0, 0, TimeSpan.Zero);
    private readonly CorrelatorOptions _options = new() { KeepFiring = TimeSpan.FromSeconds(5), StabilityWindow = TimeSpan.FromSeconds(60) };
    private Correlator _correlator = null!;
    private int _second;
    private int _number;

    [SetUp]
    public void Open()
    {
        _second = _number = 0;
        _correlator = new Correlator(_options, new TopologyGraph(), _ => null, () => $"I{++_number}");
        Probe(firing: true);
    }

    [Test]
    public void UntouchedIncident_IsRankedOn() => Assert.That(_correlator.IsRepaired("I1"), Is.False);

    [Test]
    public void UnknownIncident_IsNotRepaired() => Assert.That(_correlator.IsRepaired("I7"), Is.False);

    [Test]
    public void RunAtWork_FreezesTheRanking()
    {
        Do(IncidentAction.MitigationStarted);
        Assert.That(_correlator.IsRepaired("I1"), Is.True);
        Do(IncidentAction.MitigationDone);
        Assert.That(_correlator.IsRepaired("I1"), Is.True);
    }

    [Test]
    public void VerifiedRepair_StaysFrozen()
    {
        Do(IncidentAction.MitigationStarted);
        Do(IncidentAction.MitigationDone);
        Do(IncidentAction.VerificationPassed);
        Assert.That(_correlator.IsRepaired("I1"), Is.True);
    }

    [TestCase(IncidentAction.MitigationFailed)]
    [TestCase(IncidentAction.VerificationFailed)]
    public void FailedRun_IsRankedAgain(IncidentAction failure)
    {
        Do(IncidentAction.MitigationStarted);
        if (failure == IncidentAction.VerificationFailed)
        {
            Do(IncidentAction.MitigationDone);
        }

        Do(failure);
        Assert.That(_correlator.IsRepaired("I1"), Is.False);
    }

    [Test]
    public void ReopenedIncident_NamesNobody_UntilItIsRankedAgain()
    {
        Rank();
        Assert.That(_correlator.Incidents.Single().RootCause?.Culprit, Is.EqualTo("service:orders"));
        Do(IncidentAction.MitigationStarted);
        Do(IncidentAction.MitigationDone);
        Do(IncidentAction.VerificationPassed);
        Probe(firing: false);
        for (var tick = 0; tick < 100; tick++)
        {
            _correlator.Tick(Start.AddSeconds(++_second));
        }

        Assert.That(_correlator.Incidents.Single().State, Is.EqualTo(IncidentState.Resolved));
        Probe(firing: true);
        var again = _correlator.Incidents.Single();
        Assert.Multiple(() =>
        {
            Assert.That(again.State, Is.EqualTo(IncidentState.Open));
            Assert.That(again.RootCause, Is.Null, "or the engine would act on who was to blame then");
            Assert.That(again.EarlierRankings[^1].Culprit, Is.EqualTo("service:orders"));
            Assert.That(_correlator.IsRepaired("I1"), Is.False);
        });
        Rank();
        Assert.That(_correlator.Incidents.Single().RootCause!.Version, Is.EqualTo(2));
    }

    [Test]
    public void SecondFaultOfOneIncident_IsLookedForWhenTheFirstIsRepairedAndSymptomsRemain()
    {
        Rank();
        Do(IncidentAction.MitigationStarted);
        Do(IncidentAction.MitigationDone);
        var done = Start.AddSeconds(_second);
        Assert.That(_correlator.RepairedAt("I1"), Is.Null, "nothing is verified yet");
        Do(IncidentAction.VerificationPassed);
        for (var tick = 0; tick < 2 * _options.StabilityWindow.TotalSeconds; tick++)
        {
            _correlator.Tick(Start.AddSeconds(++_second));
        }

        Assert.That(_correlator.IsRepaired("I1"), Is.True);
        _correlator.Tick(Start.AddSeconds(_second += 5));
        var incident = _correlator.Incidents.Single();
        Assert.Multiple(() =>
        {
            Assert.That(incident.State, Is.EqualTo(IncidentState.Open));
            Assert.That(incident.RootCause, Is.Null);
            Assert.That(_correlator.IsRepaired("I1"), Is.False);
            Assert.That(_correlator.RepairedAt("I1"), Is.EqualTo(done), "what was seen until then is explained");
        });
    }

    [TestCase(Severity.Error, true)]
    [TestCase(Severity.Warning, false)]
    public void SecondFaultOfOneIncident_IsLookedForWhenItsErrorsReturnAfterTheFirstIsRepaired(Severity severity, bool sought)
    {
        var failing = Metric("trace.server.error_ratio", severity);
        _correlator.Apply(failing, Start.AddSeconds(++_second));
        Rank();
        Do(IncidentAction.MitigationStarted);
        Do(IncidentAction.MitigationDone);
        Do(IncidentAction.VerificationPassed);
        Probe(firing: false);
        _correlator.Apply(failing with { State = AnomalyState.Cleared, LastAt = Start.AddSeconds(_second) }, Start.AddSeconds(++_second));
        _correlator.Apply(failing with { LastAt = Start.AddSeconds(_second) }, Start.AddSeconds(++_second));
        var incident = _correlator.Incidents.Single();
        Assert.Multiple(() =>
        {
            Assert.That(incident.State, Is.EqualTo(sought ? IncidentState.Open : IncidentState.Monitoring));
            Assert.That(incident.RootCause?.Culprit, Is.EqualTo(sought ? null : "service:orders"));
            Assert.That(_correlator.IsRepaired("I1"), Is.EqualTo(!sought));
        });
    }

    [TestCase("dotnet.gc.last_collection.heap.size", Severity.Warning, IncidentState.Resolved, Description = "memory that settles holds nothing open")]
    [TestCase("dotnet.process.memory.working_set", Severity.Error, IncidentState.Monitoring, Description = "a leak does")]
    [TestCase("http.server.request.duration.p95", Severity.Warning, IncidentState.Monitoring, Description = "and so do customers who wait")]
    public void WhatMildlyStirsInARuntime_DoesNotHoldARepairedIncidentOpen_NorReopenIt(string metric, Severity severity, IncidentState expected)
    {
        var mild = Metric(metric, severity);
        _correlator.Apply(mild, Start.AddSeconds(++_second));
        Assert.That(_correlator.Incidents.Single().Signals, Has.Count.EqualTo(2));
        Do(IncidentAction.MitigationStarted);
        Do(IncidentAction.MitigationDone);
        Do(IncidentAction.VerificationPassed);
        Probe(firing: false);
        for (var tick = 0; tick < 100; tick++)
        {
            _correlator.Tick(Start.AddSeconds(++_second));
        }

        Assert.That(_correlator.Incidents.Single(incident => incident.Id == "I1").State, Is.EqualTo(expected));
        _correlator.Apply(mild with { Score = .99, LastAt = Start.AddSeconds(_second) }, Start.AddSeconds(++_second));
        Assert.That(_correlator.Incidents.Single(incident => incident.Id == "I1").State, Is.EqualTo(expected));
    }

    /// <summary>Everything but one signal is back, and nobody repaired anything in this incident.</summary>
    [TestCase("dotnet.gc.last_collection.heap.size", Severity.Warning, "service:batch", false, IncidentState.Resolved, Description = "the heap of who waited for somebody else holds nothing open")]
    [TestCase("dotnet.gc.last_collection.heap.size", Severity.Warning, "service:orders", false, IncidentState.Open, Description = "that of the named culprit may be a leak")]
    [TestCase("dotnet.gc.last_collection.heap.size", Severity.Warning, "service:orders@orders-1", false, IncidentState.Open, Description = "or that of one of its members")]
    [TestCase("dotnet.gc.last_collection.heap.size", Severity.Warning, null, false, IncidentState.Open, Description = "so may it where nobody is named")]
    [TestCase("dotnet.gc.last_collection.heap.size", Severity.Warning, "service:batch", true, IncidentState.Open, Description = "and where somebody acts, who waits for it")]
    [TestCase("dotnet.process.memory.working_set", Severity.Error, "service:batch", false, IncidentState.Open, Description = "an error is one")]
    [TestCase("process.cpu.utilization", Severity.Warning, "service:batch", false, IncidentState.Open, Description = "a busy process is not over")]
    [TestCase("system.filesystem.utilization", Severity.Warning, "service:batch", false, IncidentState.Open, Description = "nor is a disk that fills up")]
    [TestCase("http.server.request.duration.p95", Severity.Warning, "service:batch", false, IncidentState.Open, Description = "nor are customers who wait")]
    public void IncidentOfAVictim_IsNotHeldOpenByItsHeap(string metric, Severity severity, string? culprit, bool acted, IncidentState expected)
    {
        _correlator.Apply(Metric(metric, severity), Start.AddSeconds(++_second));
        if (culprit is not null)
        {
            Rank(culprit);
        }

        if (acted)
        {
            Do(IncidentAction.MitigationStarted);
            Do(IncidentAction.MitigationFailed);
        }

        Probe(firing: false);
        for (var tick = 0; tick < 100; tick++)
        {
            _correlator.Tick(Start.AddSeconds(++_second));
        }

        Assert.That(_correlator.Incidents.Single(incident => incident.Id == "I1").State, Is.EqualTo(expected));
    }

    /// <summary>The process was restarted by the repair; some minutes later three of its series look different.</summary>
    [TestCase("service:orders", "dotnet.gc.last_collection.heap.size", Severity.Warning, 2, false, Description = "that is what a restart does")]
    [TestCase("service:orders", "dotnet.gc.last_collection.heap.size", Severity.Warning, 15, true, Description = "but not after so long")]
    [TestCase("service:orders", "dotnet.process.memory.working_set", Severity.Error, 2, true, Description = "an error is one")]
    [TestCase("service:orders", "http.server.request.duration.p95", Severity.Warning, 2, true, Description = "customers do not care about the repair")]
    [TestCase("service:stock", "dotnet.gc.last_collection.heap.size", Severity.Warning, 2, true, Description = "nobody restarted this one")]
    public void RepairedProcessThatSettles_OpensNothing(string workload, string metric, Severity severity, int minutesLater, bool opens)
    {
        Rank();
        Do(IncidentAction.MitigationStarted);
        Do(IncidentAction.MitigationDone);
        Do(IncidentAction.VerificationPassed);
        Probe(firing: false);
        for (var tick = 0; tick < 100; tick++)
        {
            _correlator.Tick(Start.AddSeconds(++_second));
        }

        Assert.That(_correlator.Incidents.Single().State, Is.EqualTo(IncidentState.Resolved));
        _second = minutesLater * 60;
        var shown = false;
        for (var series = 0; series < 3; series++)
        {
            var onset = Start.AddSeconds(++_second);
            _correlator.Apply(Metric(metric, severity) with { Id = $"m{series}", SeriesId = (ulong)series, Entity = new EntityId(workload), Score = .95, OnsetAt = onset, DetectedAt = onset, LastAt = onset }, onset);
        }

        for (var tick = 0; tick < _options.CandidateWindow.TotalSeconds + 10; tick++)
        {
            _correlator.Tick(Start.AddSeconds(++_second));
            shown |= _correlator.Incidents.Any(incident => incident.Id != "I1" && incident.State == IncidentState.Open);
        }

        Assert.That(shown, Is.EqualTo(opens));
    }

    [Test]
    public void VerifiedRepair_SurvivesARestart()
    {
        Do(IncidentAction.MitigationStarted);
        Do(IncidentAction.MitigationDone);
        Do(IncidentAction.VerificationPassed);
        var next = new Correlator(_options, new TopologyGraph(), _ => null, () => "I2");
        next.Restore(_correlator.Save(), _correlator.Incidents);
        Assert.That(next.IsRepaired("I1"), Is.True);
    }

    [TestCase(Severity.Error, IncidentState.Open)]
    [TestCase(Severity.Warning, IncidentState.Cancelled)]
    public void CandidateWhoseErrorLasts_IsNoNoise(Severity severity, IncidentState expected)
    {
        var correlator = new Correlator(_options, new TopologyGraph(), _ => null, () => "I9");
        var states = new List<IncidentState>();
        states.AddRange(correlator.Apply(Metric("dotnet.process.memory.working_set", severity) with { Score = .2 }, Start).Changed.Select(incident => incident.State));
        for (var second = 1; second < _options.CandidateWindow.TotalSeconds + 10; second++)
        {
            states.AddRange(correlator.Tick(Start.AddSeconds(second)).Changed.Select(incident => incident.State));
        }

        Assert.That(states[0], Is.EqualTo(IncidentState.Candidate));
        Assert.That(states[^1], Is.EqualTo(expected));
    }

    private static Anomaly Metric(string metric, Severity severity) => new()
    {
        Id = "m1",
        Kind = AnomalyKind.Metric,
        State = AnomalyState.Open,
        Entity = new EntityId("service:orders"),
        Signal = metric,
        Severity = severity,
        Score = .8,
        OnsetAt = Start,
        DetectedAt = Start.AddSeconds(1),
        LastAt = Start.AddSeconds(1),
    };

    private void Rank(string culprit = "service:orders")
    {
        var now = Start.AddSeconds(++_second);
        _correlator.Apply("I1", new RootCauseRanking { Version = 1, At = now, Confidence = .9, Undetermined = false, Suspects = [new Suspect { Entity = culprit, Score = 5 }] }, now);
    }

    private void Do(IncidentAction action)
    {
        var now = Start.AddSeconds(++_second);
        var outcome = _correlator.Apply(new IncidentCommand("I1", action, "runbook:restart@1", now) { RunId = Run }, now);
        Assert.That(outcome.Rejection, Is.Null);
    }

    private void Probe(bool firing)
    {
        var now = Start.AddSeconds(++_second);
        _correlator.Apply(
            new ExternalAlert
            {
                Fingerprint = "p1",
                Source = "probe",
                Name = "ProbeFailed",
                Entity = new EntityId("service:orders"),
                Severity = Severity.Critical,
                Firing = firing,
                StartsAt = now,
                EndsAt = firing ? null : now,
                ReceivedAt = now,
                Authenticated = true,
                StateFault = true,
                FaultKind = "down",
                Labels = new Dictionary<string, string>(StringComparer.Ordinal),
            },
            now);
    }
}
