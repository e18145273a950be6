using AIOps.Contracts.Incidents;
using AIOps.Contracts.Runs;
using AIOps.Server.Demo.Faults;
using AIOps.Server.Demo.Stage;

namespace AIOps.Server.Demo.Trials;

/// <summary>Breaks one member and watches what the service makes of it, until it is over or takes too long.</summary>
internal sealed class Trial(ServiceStage stage, ServiceClient client, Timeline timeline, TimeProvider time)
{
    private static readonly TimeSpan Afterwards = TimeSpan.FromSeconds(25);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan GiveUp = TimeSpan.FromMinutes(4);

    public async Task<TrialResult> RunAsync(TrialPlan plan, bool hidden, CancellationToken cancellationToken)
    {
        // a candidate that nobody was shown yet may well become the fault's incident
        var before = (await client.IncidentsAsync(DateTimeOffset.MinValue, cancellationToken)).Where(incident => incident.State is not IncidentState.Candidate).Select(incident => incident.Id).ToHashSet(StringComparer.Ordinal);
        var watch = new ServingWatch(stage, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeline.Start();
        var injectedAt = time.GetUtcNow();
        var reporter = new IncidentReporter(timeline, injectedAt);
        timeline.Say("impact", hidden ? "something was broken; guess along" : plan.InWords);
        var scene = new FaultScene(stage, client, time);
        await Task.WhenAll(plan.Parts.Select(part => part.Fault.InjectAsync(scene, part.Member, cancellationToken)));
        var lasting = plan.Parts.Where(part => part.Fault.Lasts is not null).ToList();
        var watching = watch.RunAsync(stop.Token);
        IReadOnlyList<Incident> incidents = [];
        IReadOnlyList<Run> runs = [];
        var served = false;
        while (time.GetUtcNow() - injectedAt < GiveUp)
        {
            (incidents, runs) = await LookAsync(before, injectedAt, cancellationToken);
            reporter.Report(incidents, runs);
            if (!served && watch is { WasBroken: true, ServedSince: { } since })
            {
                served = true;
                timeline.Say("served", "all requests are served and every process answers again", since);
            }

            foreach (var part in lasting.Where(part => time.GetUtcNow() - injectedAt >= part.Fault.Lasts).ToList())
            {
                await part.Fault.EndAsync(scene, part.Member, cancellationToken);
                timeline.Say("life", $"{(hidden ? "what was wrong" : part.Fault.Name)} has ended by itself");
                lasting.Remove(part);
            }

            var over = plan.IsLeftAlone ? IsQuiet(incidents, runs) && time.GetUtcNow() - injectedAt >= plan.Parts.Max(part => part.Fault.Lasts) + Afterwards : IsOver(plan, incidents, runs);
            if (over && watch.ServedSince is not null)
            {
                break;
            }

            await Task.Delay(Look, time, cancellationToken);
        }

        await stop.CancelAsync();
        await watching;
        var result = TrialJudge.Judge(plan, injectedAt, incidents, runs, watch.ServedSince);
        if (hidden)
        {
            timeline.Say("revealed", $"it was {plan.InWords}");
        }

        timeline.Say(result.Passed ? "passed" : "failed", result.Passed ? plan.IsLeftAlone ? $"{plan.Name}: nothing was done, which was right" : $"{plan.Name} of {plan.Members} was healed" : string.Join("; ", result.Problems));
        timeline.Stop();
        return result;
    }

    // what is resolved may be something else that stirred meanwhile: a fault that stays is over when it was repaired, or when patience ends
    private static bool IsOver(TrialPlan plan, IReadOnlyList<Incident> incidents, IReadOnlyList<Run> runs) =>
        incidents.Any(incident => incident.State is IncidentState.Resolved or IncidentState.Closed) && IsQuiet(incidents, runs) && TrialJudge.IsRepaired(plan, runs);

    private static bool IsQuiet(IReadOnlyList<Incident> incidents, IReadOnlyList<Run> runs) =>
        incidents.All(incident => incident.State is IncidentState.Candidate or IncidentState.Resolved or IncidentState.Closed or IncidentState.Merged or IncidentState.Cancelled)
        && runs.All(run => run.IsOver);

    private async Task<(IReadOnlyList<Incident> Incidents, IReadOnlyList<Run> Runs)> LookAsync(HashSet<string> before, DateTimeOffset since, CancellationToken cancellationToken)
    {
        var incidents = await client.IncidentsAsync(since, cancellationToken);
        var runs = await client.RunsAsync(since, cancellationToken);
        return ([.. incidents.Where(incident => !before.Contains(incident.Id) || incident.Anchors.Reopened.Any(again => again.At >= since))], runs);
    }
}
