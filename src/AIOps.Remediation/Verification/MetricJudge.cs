using System.Globalization;
using AIOps.Contracts.Runs;
using AIOps.Remediation.Runbooks;

namespace AIOps.Remediation.Verification;

/// <summary>
/// Judges one metric: its median after the run against the one before, less what untouched peers did meanwhile (difference in differences, with a
/// rank test among the peers when there are 19 or more). Pure.
/// </summary>
internal static class MetricJudge
{
    private const int PlaceboPeers = 19;

    /// <summary>Judges a metric that must be better.</summary>
    /// <param name="check">The comparison.</param>
    /// <param name="before">Median before the plan, or null.</param>
    /// <param name="after">Values in the window after the settling time.</param>
    /// <param name="peers">Medians of untouched peers before and after.</param>
    /// <param name="minPeers">Fewer peers are no comparison.</param>
    public static (Verdict Verdict, string Line) Must(VerifyCheck check, double? before, IReadOnlyList<double> after, IReadOnlyList<(double Before, double After)> peers, int minPeers)
    {
        if (after.Count == 0)
        {
            return (Verdict.Inconclusive, $"{check.Metric}: no sample in the window; a signal that vanished is no recovery");
        }

        var median = MetricValue.Median(after);
        if (!check.AgainstBefore)
        {
            var holds = MetricValue.Compare(median, check.Op, check.Value);
            return (holds ? Verdict.Fixed : Verdict.NoEffect, $"{check.Metric}: median of {after.Count} samples {Show(median)} {(holds ? "is" : "is not")} {check.Op} {Show(check.Value)}");
        }

        if (before is not { } was)
        {
            return (Verdict.Inconclusive, $"{check.Metric}: no value before the plan to compare with");
        }

        var gain = check.HigherIsBetter ? median - was : was - median;
        var needed = Math.Max(check.Absolute ? check.By : check.By * Math.Abs(was), double.Epsilon);
        var line = $"{check.Metric}: {Show(was)} before, {Show(median)} after ({after.Count} samples), better by {Show(gain)}, needed {Show(needed)}";
        if (gain < needed)
        {
            return (Verdict.NoEffect, line);
        }

        if (peers.Count < Math.Max(minPeers, 1))
        {
            return (Verdict.Fixed, line);
        }

        var gains = peers.Select(peer => check.HigherIsBetter ? peer.After - peer.Before : peer.Before - peer.After).ToList();
        var typical = MetricValue.Median(gains);
        line += $"; {peers.Count} untouched peers got better by {Show(typical)} (median)";
        if (peers.Count >= PlaceboPeers)
        {
            var atLeast = gains.Count(other => other >= gain);
            var p = (atLeast + 1.0) / (peers.Count + 1);
            return (p <= 0.05 ? Verdict.Fixed : Verdict.RecoveredAnyway, $"{line}; {atLeast} of them at least as much, p = {p.ToString("0.000", CultureInfo.InvariantCulture)}");
        }

        return (gain - typical >= needed ? Verdict.Fixed : Verdict.RecoveredAnyway, line);
    }

    /// <summary>Judges a metric that must not become worse.</summary>
    public static (bool Harmed, string Line) MustNot(VerifyCheck check, double? before, IReadOnlyList<double> after)
    {
        if (before is not { } was || after.Count == 0)
        {
            return (false, $"{check.Metric}: not known before or after, so nothing is said of collateral");
        }

        var median = MetricValue.Median(after);
        var loss = check.HigherIsBetter ? was - median : median - was;
        var allowed = check.Absolute ? check.By : check.By * Math.Abs(was);
        return (loss > allowed, $"{check.Metric}: {Show(was)} before, {Show(median)} after, worse by {Show(loss)}, allowed {Show(allowed)}");
    }

    private static string Show(double value) => value.ToString("G4", CultureInfo.InvariantCulture);
}
