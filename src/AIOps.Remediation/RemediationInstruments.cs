using System.Diagnostics.Metrics;
using AIOps.Contracts.Runs;
using AIOps.Remediation.Engine;

namespace AIOps.Remediation;

/// <summary>What the remediation engine does, as metrics: meter <c>AIOps.Remediation</c>.</summary>
internal sealed class RemediationInstruments
{
    private readonly Counter<long> _runs;
    private readonly Counter<long> _verdicts;
    private readonly Counter<long> _refusals;
    private readonly UpDownCounter<long> _leases;

    public RemediationInstruments()
    {
        _runs = Meter.CreateCounter<long>("aiops.remediation.runs", "{run}", "Runs that came into a state, by runbook and state; a refused one is skipped.");
        _verdicts = Meter.CreateCounter<long>("aiops.remediation.verdicts", "{run}", "Runs whose effect was judged, by runbook and verdict.");
        _refusals = Meter.CreateCounter<long>("aiops.remediation.refusals", "{refusal}", "Refusals of a safeguard or of planning, by reason; one that an incident meets again and again counts once.");
        _leases = Meter.CreateUpDownCounter<long>("aiops.remediation.leases", "{lease}", "Leases of targets that this process holds while it acts on them.");
        _leases.Add(0);
    }

    public Meter Meter { get; } = new("AIOps.Remediation");

    /// <summary>Shows what the process that decides reads from the store; the others have nothing to tell.</summary>
    public void Observe(Func<RemediationStanding?> standing, RemediationOptions options)
    {
        IEnumerable<Measurement<long>> Mine(Func<RemediationStanding, long> value) => standing() is { } read ? [new Measurement<long>(value(read))] : [];
        Meter.CreateObservableGauge("aiops.remediation.active_runs", () => Mine(read => read.ActiveRuns), "{run}", "Runs that act now, over all processes.");
        Meter.CreateObservableGauge("aiops.remediation.active_runs_allowed", () => Mine(_ => options.MaxActiveRuns), "{run}", "Runs that may act at once (Remediation:MaxActiveRuns).");
        Meter.CreateObservableGauge("aiops.remediation.runs_in_hour", () => Mine(read => read.RunsInHour), "{run}", "Runs that were let loose in the last hour, over all runbooks: what is used of the hour's budget.");
        Meter.CreateObservableGauge("aiops.remediation.runs_in_hour_allowed", () => Mine(_ => options.MaxRunsPerHour), "{run}", "Runs that an hour may have over all runbooks (Remediation:MaxRunsPerHour).");
        Meter.CreateObservableGauge("aiops.remediation.kill_switches", () => Mine(read => read.KillSwitches), "{switch}", "Kill switches that are pulled.");
    }

    /// <summary>A run was stored for the first time, or again; only what is new counts.</summary>
    public void OnStored(Run? before, Run after)
    {
        var runbook = new KeyValuePair<string, object?>("runbook", after.RunbookId);
        if (before?.State != after.State)
        {
            _runs.Add(1, runbook, new KeyValuePair<string, object?>("state", Word(after.State)));
        }

        if (before?.Verification is null && after.Verification is { } judged)
        {
            _verdicts.Add(1, runbook, new KeyValuePair<string, object?>("verdict", Word(judged.Verdict)));
        }
    }

    public void OnRefused(string code) => _refusals.Add(1, new KeyValuePair<string, object?>("reason", code));

    public void OnLeaseTaken() => _leases.Add(1);

    public void OnLeaseGiven() => _leases.Add(-1);

    private static string Word<T>(T member)
        where T : struct, Enum => System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(member.ToString());
}
