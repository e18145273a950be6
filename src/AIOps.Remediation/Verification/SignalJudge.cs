using AIOps.Contracts.Events;
using AIOps.Contracts.Incidents;
using AIOps.Contracts.Runs;

namespace AIOps.Remediation.Verification;

/// <summary>
/// Judges a fault of behaviour by what detected it: every signal of the target that was linked must clear. One that vanished is no recovery. What mildly stirs at members
/// that nothing was done to, or began after the action, tells of something else, unless there is nothing but that. An incident that knows its culprit by its victims only
/// is judged by them. Pure.
/// </summary>
internal static class SignalJudge
{
    /// <summary>What the signals say now.</summary>
    /// <param name="incident">The incident as it is now.</param>
    /// <param name="workload">The targets' workload.</param>
    /// <param name="members">The targets' members; empty when the workload as a whole was acted on.</param>
    /// <param name="done">When the last step ended.</param>
    /// <param name="window">How long a signal must be back in range.</param>
    /// <param name="now">The present.</param>
    /// <param name="timeIsUp">Whether they had their time.</param>
    /// <returns>Null while it is too early to say.</returns>
    public static (Verdict Verdict, string Line)? Judge(Incident incident, string workload, IReadOnlyCollection<string> members, DateTimeOffset done, TimeSpan window, DateTimeOffset now, bool timeIsUp)
    {
        var linked = incident.Signals.Select(signal => signal.Anomaly).ToList();
        var own = linked.FindAll(anomaly => anomaly.Entity.Workload == workload);
        var all = own.Count > 0 ? own : linked;
        var signals = all.FindAll(anomaly => anomaly.StateFault || anomaly.Severity >= Severity.Error
            || (anomaly.OnsetAt <= done && (anomaly.Entity.Workload != workload || anomaly.Entity.Member is null || members.Count == 0 || members.Contains(anomaly.Entity.Member))));
        signals = signals.Count == 0 ? all : signals;
        var open = signals.Count(anomaly => anomaly.State == AnomalyState.Open && !(now - anomaly.QuietSince >= window));
        var gone = signals.Count(anomaly => anomaly.State == AnomalyState.Gone);
        var line = $"{workload}: of {signals.Count} signals{(own.Count > 0 ? "" : " of others, for it has none,")} {signals.Count - open - gone} are back in range, {open} are not and {gone} vanished";
        return (open, gone, signals.Count, timeIsUp) switch
        {
            (0, 0, > 0, _) => (Verdict.Fixed, line),
            ( > 0, _, _, true) => (Verdict.NoEffect, line),
            (_, _, _, true) => (Verdict.Inconclusive, line),
            _ => null,
        };
    }
}
