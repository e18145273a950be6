using AIOps.Contracts.Runs;
using AIOps.Remediation.Trust;

namespace AIOps.Server.Respond;

/// <summary>A trust record with its arithmetic.</summary>
internal sealed record TrustView(string Runbook, string Version, string TargetClass, TrustLevel Granted, TrustLevel Proposed, string Evidence, IReadOnlyList<TrustChange> Changes)
{
    public static TrustView Of(TrustRecord record, DateTimeOffset now)
    {
        var (good, n, bound) = TrustLadder.Weigh(record, now);
        var (compared, uncredited, share) = TrustLadder.WeighNatural(record, now);
        var natural = share is null ? "none could be compared with natural recovery yet" : $"{compared} compared with natural recovery, {uncredited} of them not credited; such faults recover by themselves in the repair's time in {100 * share:0} % (median)";
        return new TrustView(record.RunbookId, record.Version, record.TargetClass, record.Granted, TrustLadder.Propose(record, now), $"{good} of {n} conclusive runs fixed it; 95 % lower bound {bound:0.00}; {natural}", record.Changes);
    }
}
