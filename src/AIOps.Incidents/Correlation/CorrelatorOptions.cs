using AIOps.Contracts.Configuration;

namespace AIOps.Incidents.Correlation;

/// <summary>Windows, bars and bounds of the correlator. All times are plain settings, so that a demo may compress them.</summary>
public sealed class CorrelatorOptions : ICheckedOptions
{
    /// <summary>A candidate that is not confirmed for so long is cancelled as noise.</summary>
    public TimeSpan CandidateWindow { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>All linked signals must stay back for so long before an incident is resolved.</summary>
    public TimeSpan StabilityWindow { get; set; } = TimeSpan.FromMinutes(3);

    /// <summary>For so long after a verified repair, mild warnings of the repaired process about its own memory, threads and times open no incident.</summary>
    public TimeSpan SettlingTime { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>A resolved incident whose signals return inside this window goes on as the same incident.</summary>
    public TimeSpan ReopenWindow { get; set; } = TimeSpan.FromHours(24);

    /// <summary>A resolved incident is closed after so long.</summary>
    public TimeSpan CloseAfter { get; set; } = TimeSpan.FromDays(3);

    /// <summary>An onset further than this from the time in which an incident was active does not join it; mild signals must be nearer.</summary>
    public TimeSpan JoinWindow { get; set; } = TimeSpan.FromMinutes(3);

    /// <summary>Without any topology, signals of different workloads join only when their onsets are this near.</summary>
    public TimeSpan JoinWindowWithoutTopology { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>A workload that is in an incident without being its anchor goes on joining it for so long after the onset; what comes later is an incident of its own, a child when the fault spread.</summary>
    public TimeSpan MaxDuration { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>Most hops between an incident's anchor and a workload that joins it.</summary>
    public int MaxDistance { get; set; } = 3;

    /// <summary>How long a page waits for automation to say that it takes the incident; after that it goes out by itself.</summary>
    public TimeSpan PageDecisionTime { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Longest hold of a P1's page while an automatic run may repair it.</summary>
    public TimeSpan PageHoldP1 { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Longest hold of any other page while an automatic run may repair it.</summary>
    public TimeSpan PageHold { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>False pages in a shift of 12 hours from which on pages that rest on statistics alone wait: one for each 2,000 series that are watched.</summary>
    public int FalsePagesPerShift { get; set; } = 1;

    /// <summary>How long they wait: what lasts as long is hardly a false alarm. A P1 waits as long as for a run.</summary>
    public TimeSpan PageWaitWhenSpent { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>A critical alert from outside that is in no notified incident for so long pages raw.</summary>
    public TimeSpan RawPageAfter { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>A signal that cleared counts as back only after so long without returning.</summary>
    public TimeSpan KeepFiring { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>Window in which returns of a signal are counted as flapping.</summary>
    public TimeSpan FlapWindow { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>So many returns inside <see cref="FlapWindow"/> are flapping; the signal then keeps firing eight times as long.</summary>
    public int FlapCount { get; set; } = 3;

    /// <summary>One member of several may be away for so long before an incident is shown: restarts and rollouts take that long.</summary>
    public TimeSpan MemberGrace { get; set; } = TimeSpan.FromSeconds(45);

    /// <summary>A peer that was seen within this time is serving.</summary>
    public TimeSpan MemberFresh { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>A signal that vanished with nothing in its place stops counting after so long.</summary>
    public TimeSpan GoneAfter { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>Sum of signal weights that makes a candidate an incident.</summary>
    public double OpenBar { get; set; } = 1.0;

    /// <summary>Least affinity, 0 to 1, with which a signal joins an incident.</summary>
    public double JoinBar { get; set; } = 0.45;

    /// <summary>How far an impact may be back-dated before the first signal was received.</summary>
    public TimeSpan MaxBackdate { get; set; } = TimeSpan.FromHours(6);

    /// <summary>How long a human's merge or split is remembered.</summary>
    public TimeSpan LearntFor { get; set; } = TimeSpan.FromDays(30);

    /// <summary>Most signals kept on an incident; the rest is counted.</summary>
    public int MaxSignals { get; set; } = 500;

    /// <summary>Most incidents that are not final; when it is reached the oldest candidates are cancelled as noise.</summary>
    public int MaxIncidents { get; set; } = 20_000;

    /// <inheritdoc/>
    public IEnumerable<ConfigurationMistake> Check(string section)
    {
        foreach (var (key, value) in new[]
        {
            (nameof(CandidateWindow), CandidateWindow), (nameof(StabilityWindow), StabilityWindow), (nameof(SettlingTime), SettlingTime), (nameof(ReopenWindow), ReopenWindow),
            (nameof(CloseAfter), CloseAfter), (nameof(JoinWindow), JoinWindow), (nameof(MaxDuration), MaxDuration),
            (nameof(PageHoldP1), PageHoldP1), (nameof(PageHold), PageHold), (nameof(RawPageAfter), RawPageAfter),
        })
        {
            if (value <= TimeSpan.Zero)
            {
                yield return new ConfigurationMistake($"{section}:{key}", value.ToString(), "is not positive", "write a time such as 00:05:00");
            }
        }

        if (FalsePagesPerShift < 1 || PageWaitWhenSpent < TimeSpan.Zero)
        {
            yield return new ConfigurationMistake($"{section}:{nameof(FalsePagesPerShift)}", $"{FalsePagesPerShift} / {PageWaitWhenSpent}", "is out of range", "allow at least 1 and a wait that is not negative");
        }

        if (OpenBar is not > 0)
        {
            yield return new ConfigurationMistake($"{section}:{nameof(OpenBar)}", OpenBar.ToString(), "is not positive", "write a number such as 1.0");
        }

        if (JoinBar is not (>= 0 and <= 1))
        {
            yield return new ConfigurationMistake($"{section}:{nameof(JoinBar)}", JoinBar.ToString(), "is not between 0 and 1", "write a number such as 0.45");
        }

        if (MaxSignals is < 1 or > 5_000)
        {
            yield return new ConfigurationMistake($"{section}:{nameof(MaxSignals)}", MaxSignals.ToString(), "is not between 1 and 5,000", "write 500");
        }

        if (MaxDistance is < 0 or > 8)
        {
            yield return new ConfigurationMistake($"{section}:{nameof(MaxDistance)}", MaxDistance.ToString(), "is not between 0 and 8", "write 3");
        }
    }
}
