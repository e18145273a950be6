using AIOps.Contracts.Runs;
using AIOps.Remediation.Recovery;

namespace AIOps.Remediation.Trust;

/// <summary>Evidence proposes, a named owner grants, harm demotes at once.</summary>
public static class TrustLadder
{
    private const double Z = 1.6448536269514722;
    private const int MaxEvidence = 500;
    private const int MaxChanges = 100;
    private static readonly TimeSpan EvidenceAge = TimeSpan.FromDays(365);

    /// <summary>One-sided 95 % lower bound of a share (Wilson 1927).</summary>
    /// <param name="successes">Successes.</param>
    /// <param name="trials">Trials.</param>
    /// <returns>0 when there is no trial.</returns>
    public static double LowerBound(int successes, int trials)
    {
        if (trials == 0)
        {
            return 0;
        }

        var share = (double)successes / trials;
        const double square = Z * Z;
        return Math.Max(0, (share + (square / (2 * trials)) - (Z * Math.Sqrt(((share * (1 - share)) + (square / (4 * trials))) / trials))) / (1 + (square / trials)));
    }

    /// <summary>Conclusive verdicts of the last 365 days, how many of them are Fixed, and the bound.</summary>
    public static (int Fixed, int Conclusive, double Bound) Weigh(TrustRecord record, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(record);
        var conclusive = record.Evidence.Where(evidence => evidence.At >= now - EvidenceAge && evidence.Verdict != Verdict.Inconclusive).ToList();
        var good = conclusive.Count(evidence => evidence.Verdict == Verdict.Fixed);
        return (good, conclusive.Count, LowerBound(good, conclusive.Count));
    }

    /// <summary>The verdicts that were compared with natural recovery, how many of them got no credit for it, and the median share that recovers by itself.</summary>
    /// <returns>The median is null when none was compared.</returns>
    public static (int Compared, int Uncredited, double? MedianShare) WeighNatural(TrustRecord record, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(record);
        var compared = record.Evidence.Where(evidence => evidence.At >= now - EvidenceAge && evidence.NaturalShare is not null).OrderBy(evidence => evidence.NaturalShare).ToList();
        return (compared.Count, compared.Count(evidence => evidence.NaturalShare >= NaturalRecovery.Usual), compared.Count == 0 ? null : compared[compared.Count / 2].NaturalShare);
    }

    /// <summary>The level that the evidence proposes to grant.</summary>
    public static TrustLevel Propose(TrustRecord record, DateTimeOffset now)
    {
        var (_, n, bound) = Weigh(record, now);
        return (n, bound) switch
        {
            ( >= 10, >= .75) => TrustLevel.Auto,
            ( >= 5, >= .60) => TrustLevel.Notify,
            ( >= 3, >= .50) => TrustLevel.Approve,
            _ => TrustLevel.Suggest,
        };
    }

    /// <summary>The record after an owner's grant.</summary>
    public static TrustRecord Grant(TrustRecord record, TrustLevel level, string by, string reason, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(record);
        ArgumentException.ThrowIfNullOrWhiteSpace(by);
        return Change(record, level, by, reason, at);
    }

    /// <summary>The record after a verdict; harm and two failures to help in a row lower the level by themselves.</summary>
    public static TrustRecord After(TrustRecord record, TrustEvidence evidence)
    {
        ArgumentNullException.ThrowIfNull(record);
        ArgumentNullException.ThrowIfNull(evidence);
        if (record.Evidence.Any(earlier => earlier.RunId == evidence.RunId))
        {
            return record;
        }

        var previous = record.Evidence.LastOrDefault(earlier => earlier.Verdict != Verdict.Inconclusive);
        var next = record with { Evidence = [.. record.Evidence.TakeLast(MaxEvidence - 1), evidence] };
        return evidence.Verdict switch
        {
            Verdict.Harmed when record.Granted > TrustLevel.Suggest => Change(next, TrustLevel.Suggest, "aiops", $"{evidence.RunId} did harm", evidence.At),
            Verdict.NoEffect when previous?.Verdict == Verdict.NoEffect && record.Granted > TrustLevel.Observe => Change(next, record.Granted - 1, "aiops", $"{previous.RunId} and {evidence.RunId} had no effect", evidence.At),
            _ => next,
        };
    }

    /// <summary>The record with which a version begins: one level below its predecessor, without its evidence.</summary>
    public static TrustRecord Begin(string runbookId, string version, string targetClass, TrustRecord? predecessor) => new()
    {
        RunbookId = runbookId,
        Version = version,
        TargetClass = targetClass,
        Granted = predecessor is { Granted: > TrustLevel.Observe } ? predecessor.Granted - 1 : predecessor?.Granted ?? TrustLevel.Suggest,
    };

    private static TrustRecord Change(TrustRecord record, TrustLevel level, string by, string reason, DateTimeOffset at) =>
        record with { Granted = level, Changes = [.. record.Changes.TakeLast(MaxChanges - 1), new TrustChange(level, by, at, reason)] };
}
